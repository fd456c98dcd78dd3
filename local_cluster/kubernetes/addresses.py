"""The networks and the DNS domain inside the cluster."""

POD_CIDR = "10.244.0.0/24"
SERVICE_CIDR = "10.96.0.0/16"
API_SERVICE_IP = "10.96.0.1"
DOMAIN = "cluster.local"
