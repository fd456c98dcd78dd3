"""Tests of the checks of Kubernetes' own types, which are tables of functions."""
