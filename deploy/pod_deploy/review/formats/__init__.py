"""The formats of a review: for a pull request, for a terminal, for programs."""
