"""Kubernetes on the node: its daemons, their configuration and certificates, and their health."""
