"""The node's programs, built from one Go module."""
