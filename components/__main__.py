"""The package host: serves these components to programs in every language that Pulumi knows.

Pulumi runs the folder, so the folder itself is on `sys.path`; the package is found from the one above.
"""

import importlib
import sys
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

if __name__ == "__main__":
    folder = Path(__file__).resolve().parent
    sys.path[0] = str(folder.parent)
    package = importlib.import_module(folder.name)
    component_provider_host(components=package.COMPONENTS, name="sidecar", version="0.1.0")
