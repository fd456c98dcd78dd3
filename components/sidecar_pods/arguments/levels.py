"""The rules of the Pod Security Standards, by level."""

from typing import Final

from sidecar_pods.arguments.values import FieldCheck

CHECKS_OF_LEVEL: Final[dict[str, dict[tuple[str, str], FieldCheck]]] = {"baseline": {}, "restricted": {}}
CHECKS_OF_OBJECTS_OF_LEVEL: Final[dict[str, dict[str, FieldCheck]]] = {"baseline": {}, "restricted": {}}
