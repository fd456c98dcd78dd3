"""Programs as text: the resources, their names, and the printers for Python and for Pulumi YAML."""
