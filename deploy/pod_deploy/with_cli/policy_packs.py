"""Refuse a policy pack that the Pulumi CLI cannot start."""

from pathlib import Path

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.yaml_file import read_mapping

_FILE = "PulumiPolicy.yaml"


def refuse_unready_pack(folder: Path) -> None:
    """Check that a folder holds a policy pack, and that the environment that it names is there.

    Without that environment the CLI (3.260) waits for the pack without end.

    Raises:
        BadInput: The folder holds no policy pack.
        Refusal: Nobody has made its environment yet.
    """
    file = folder / _FILE
    if not file.is_file():
        raise BadInput(f"{folder} is not a policy pack: it has no {_FILE}.")
    runtime = read_mapping(file, str(file)).get("runtime")
    options = runtime.get("options") if isinstance(runtime, dict) else None
    environment = options.get("virtualenv") if isinstance(options, dict) else None
    if isinstance(environment, str) and not (folder / environment).is_dir():
        raise Refusal(
            f"The policy pack {folder} has no environment yet ({environment}); "
            f"make it with: pulumi -C {folder} install"
        )
