"""The page docs/policies.md, made from the rules' docstrings."""
