"""Tests of the registration of Kubernetes objects without the SDK's classes."""
