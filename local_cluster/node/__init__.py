"""The node: Linux namespaces, control groups, a network link, and the processes in them."""
