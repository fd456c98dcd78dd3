"""Where it is deployed: the choice of a cluster, and kubectl."""
