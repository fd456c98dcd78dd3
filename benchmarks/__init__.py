"""The speed that this project claims, and its measurement: python -m benchmarks."""
