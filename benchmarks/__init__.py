"""What speed we claim, and how it is measured: python -m benchmarks."""
