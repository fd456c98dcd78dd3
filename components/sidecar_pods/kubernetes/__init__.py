"""Kubernetes' own types, as a table, and the registration of its objects without the SDK's classes."""
