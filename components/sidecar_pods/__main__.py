"""Run the command `sidecar-pods`: `python -m sidecar_pods adopt app.yaml`."""

import sys

from sidecar_pods.adopt.command import main

if __name__ == "__main__":
    sys.exit(main())
