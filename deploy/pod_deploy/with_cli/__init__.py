"""The engine with a Pulumi CLI, and kubectl's part beside it."""
