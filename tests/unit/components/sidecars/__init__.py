"""The sidecars: the parts that each adds to a Pod, and each script, run for real."""
