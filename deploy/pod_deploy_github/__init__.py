"""The steps of a workflow that write to GitHub. They import only the standard library: they hold a token."""
