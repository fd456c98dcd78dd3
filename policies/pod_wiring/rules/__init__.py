"""The rules, one in each file. The registry lists them."""
