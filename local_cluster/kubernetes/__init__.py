"""Kubernetes on the node: its daemons, their configuration and credentials, and their health."""
