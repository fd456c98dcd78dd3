"""The networks and the DNS domain inside the cluster."""

CLUSTER_CIDR = "10.244.0.0/16"
"""The network of all Pods, of which a node gets a part."""
POD_CIDR = "10.244.0.0/24"
"""The part of the only node: the first."""
SERVICE_CIDR = "10.96.0.0/16"
API_SERVICE_IP = "10.96.0.1"
DOMAIN = "cluster.local"
