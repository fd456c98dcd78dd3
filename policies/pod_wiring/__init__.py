"""Rules that any Pod must meet, a checker of YAML files that runs them, and the policies of a Pulumi pack."""
