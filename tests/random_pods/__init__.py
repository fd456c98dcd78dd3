"""Random Pods, drawn by hypothesis from the table of Kubernetes' types."""
