"""The wiring of objects as a diagram: writers and readers of volumes, and clients of ports."""
