"""Read YAML and JSON files into plain values, and know the line and column of each."""
