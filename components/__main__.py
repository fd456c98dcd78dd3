"""The package host: it serves the components to programs in every language that Pulumi supports."""

import logging
import signal
import sys
import warnings
from pathlib import Path

from pulumi.provider import main

from sidecar_pods import COMPONENTS
from sidecar_pods.package.host import Host

if __name__ == "__main__":
    # Pulumi's engine ends a plugin with an interrupt; the gRPC server would print a traceback at its end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A refusal leaves Outputs that nobody awaits, and Python would print each. Pulumi's CLI silences it too
    # in a Python program (https://github.com/pulumi/pulumi/blob/master/sdk/python/cmd/pulumi-language-python-exec).
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "coroutine 'Output", RuntimeWarning)
    schema = Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
    main(Host(COMPONENTS, schema), sys.argv[1:])
