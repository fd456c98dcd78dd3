"""What is deployed: the project, its stacks, and the program's manifests."""
