"""The node's programs, built from the Go module in `module/`."""
