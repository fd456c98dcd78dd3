"""How a stack reaches a cluster: by the Pulumi CLI where there is one, else rendered for kubectl."""
