"""The arguments that a user may state, and their checks."""
