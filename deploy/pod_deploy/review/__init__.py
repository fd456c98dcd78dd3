"""The review of a pull request: what each stack's objects go through if it is merged."""
