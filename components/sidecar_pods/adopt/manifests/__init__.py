"""Reading manifests: YAML with lines, the objects in it, and their values by Kubernetes' types."""
