"""Bring a stack to a cluster: with the Pulumi CLI where there is one, else rendered for kubectl."""
