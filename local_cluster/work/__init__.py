"""How all work is done: shown to the user, under a lock, in whole files, logged."""
