"""The differences between the cluster and the program, and the changes of an `up`."""
