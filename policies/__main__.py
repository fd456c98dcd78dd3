"""Host the policy pack. Pulumi runs this file with its folder, which holds the package, on the path."""

import sys

from pulumi_policy import PolicyPack

from pod_wiring.configuration.config import read_config
from pod_wiring.files.source import FileError
from pod_wiring.pack import NAME, policies

if __name__ == "__main__":
    try:
        CONFIG = read_config()
    except FileError as error:
        sys.exit(str(error))
    PolicyPack(NAME, policies(CONFIG))
