"""From arguments to a Pod template: containers, wiring, files, security, labels."""
