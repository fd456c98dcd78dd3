"""A typed view of Kubernetes objects as written: Pods, their containers, mounts and volumes, and Services."""
