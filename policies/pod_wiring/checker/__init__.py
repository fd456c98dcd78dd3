"""The command `pod-wiring check`: check files, and write a report in one of several formats."""
