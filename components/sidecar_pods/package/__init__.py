"""The package for other languages: its schema, and the host that serves the components."""
