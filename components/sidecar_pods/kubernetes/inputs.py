"""Classes of the inputs of objects, by which Pulumi's SDK sends them under Kubernetes' own names.

Every generated SDK declares its types in this way, by `pulumi.property` and `pulumi.input_type`. So Outputs
stay as they are, and transformations see Python's case, as with the classes of `pulumi_kubernetes`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pulumi

from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, Type, fields_of


class _LateFields(type):
    """A class whose fields are declared when the SDK first asks it for an attribute that it lacks.

    A Pod may hold a hundred types of object, and most Pods hold about ten.
    """

    def __getattr__(cls, name: str) -> object:
        """Declare the fields, then return the attribute."""
        if cls.__annotations__ or name.startswith("__"):
            raise AttributeError(name)
        for field, (its_name, declared, _) in fields_of(cls.__qualname__).items():
            cls.__annotations__[field] = _annotation(declared)
            setattr(cls, field, pulumi.property(its_name))
        pulumi.input_type(cls)
        return getattr(cls, name)


@cache
def input_class(token: str) -> type:
    """Return the class of the inputs of a type of the table.

    Args:
        token: Name of the type: `core/v1:Probe`.
    """
    # Without an `__init__` the SDK would compile one, which takes long.
    return _LateFields(token, (), {"__init__": object.__init__, "__annotations__": {}})


def _annotation(declared: Type) -> object:
    match declared:
        case Object(token):
            return input_class(token)
        case ListOf(item):
            return Sequence[_annotation(item)]
        case MapOf(item):
            return Mapping[str, _annotation(item)]
        case _:
            return Any  # Any: the SDK sends such a value as it is
