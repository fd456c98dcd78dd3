"""The node: namespaces of this machine, and all that the kernel is asked for on its behalf."""
