"""A real single-node Kubernetes for a Linux machine that has none."""
