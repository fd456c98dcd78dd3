"""Serves the components to programs in every language: as a Pulumi plugin, and to a host in Python."""

import logging
import signal
import sys
import warnings
from pathlib import Path

from pulumi.provider import main

from sidecar_pods import COMPONENTS
from sidecar_pods.package.host import Host


def package_host() -> Host:
    """Return the host of the package. `pod-deploy` asks it for the components of a program in Pulumi YAML."""
    # A wheel has the schema in this folder. A checkout has it beside the package, as the Pulumi package does.
    beside, above = Path(__file__).with_name("schema.json"), Path(__file__).parents[2] / "schema.json"
    return Host(COMPONENTS, (beside if beside.exists() else above).read_text(encoding="utf-8"))


def serve() -> None:
    """Serve the components to Pulumi's engine, as the plugin `pulumi-resource-sidecar`."""
    # Pulumi's engine ends a plugin with an interrupt; the gRPC server would print a traceback at its end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A refusal leaves Outputs that nobody awaits, and Python would print each. Pulumi's CLI silences it too
    # in a Python program (https://github.com/pulumi/pulumi/blob/master/sdk/python/cmd/pulumi-language-python-exec).
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "coroutine 'Output", RuntimeWarning)
    main(package_host(), sys.argv[1:])
