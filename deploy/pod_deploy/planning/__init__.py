"""How the cluster differs from the program, and what an `up` changes."""
