"""What a user may state of a Pod and its workload, and how it is checked."""
