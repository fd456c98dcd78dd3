"""The wiring of objects as a diagram: who writes a volume, who reads it, and who may connect."""
