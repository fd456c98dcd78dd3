"""Each part, installed in an empty environment as its users do, and the examples in every language."""
