"""The checks of arguments: every field, type and value, and the levels of the Pod Security Standards."""
