"""What users see: progress, plans, differences, and the summary after an `up`."""
