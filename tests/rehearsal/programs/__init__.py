"""Stand-ins for the programs that need a cluster."""
