"""The engine with a Pulumi CLI, and what kubectl does beside it."""
