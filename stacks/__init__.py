"""The differences between environments: a YAML file for each, and the module that reads them."""
