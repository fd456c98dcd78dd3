"""The container images that the node's own registry serves."""
