"""The sidecars: what each adds to a Pod, and its script, run for real."""
