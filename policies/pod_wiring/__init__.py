"""What must hold of any Pod: rules, the checker for YAML files and the Pulumi policy pack that run them."""
