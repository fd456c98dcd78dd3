"""The types of data from outside: parsed JSON and YAML."""

from typing import Any

Json = Any
"""A value of parsed JSON or YAML. Any: tests read and set fields of every kind; a wrong field fails them."""
JsonObject = dict[str, Json]
"""An object of parsed JSON or YAML, such as a manifest."""
