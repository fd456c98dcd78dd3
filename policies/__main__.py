"""Hosts the policy pack. Pulumi runs this file with its folder on the path, whatever that is called there."""

import importlib.util
import sys
from pathlib import Path

_here = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("policies", _here / "__init__.py")
if _spec and _spec.loader:
    sys.modules["policies"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["policies"])

from pulumi_policy import PolicyPack  # noqa: E402 - the package is known only now

from policies.config import read_config  # noqa: E402
from policies.pack import NAME, policies  # noqa: E402
from policies.reading import BadInput  # noqa: E402

if __name__ == "__main__":
    try:
        CONFIG = read_config()
    except BadInput as error:
        sys.exit(str(error))
    PolicyPack(NAME, policies(CONFIG))
