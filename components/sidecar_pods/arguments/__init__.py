"""The arguments that a user may state, and how a mistake in them is named."""
