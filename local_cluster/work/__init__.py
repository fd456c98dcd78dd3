"""How long work is done: shown to the user, under a lock, written as whole files, logged."""
