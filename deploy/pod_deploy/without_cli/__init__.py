"""The engine without a Pulumi CLI: kubectl applies the manifests and waits for them."""
