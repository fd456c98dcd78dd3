"""The types of data from outside: parsed JSON and YAML, and arguments as plain data."""

from typing import Any

Json = Any
"""A value of JSON or YAML, or of arguments. Any: tests read and set fields of every kind, also wrong ones."""
JsonObject = dict[str, Json]
"""An object of JSON or YAML, such as a manifest."""
