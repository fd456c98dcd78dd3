"""Choose the state of a Pulumi CLI: the user's login, else the folder `.state/pulumi`."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation

from pod_deploy.stack.lock import in_turn
from pod_deploy.stack.manifests import Json
from pod_deploy.stack.own_modules import own_components
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.yaml_file import mapping, read_mapping
from pod_deploy.with_cli.interruptible import InterruptibleCommand

_SALT = "encryptionsalt"
_NO_SIDE_FILES = "metadata=skip"
"""The CLI replaces its state by a rename, but writes a file of attributes beside it in place. A CLI that is
killed at that moment leaves an empty file, and then cannot read the state. Nobody needs the attributes.
See https://pkg.go.dev/gocloud.dev/blob/fileblob"""

_OWN_SECRETS = (_SALT, "encryptedkey", "secretsprovider")


@dataclass(frozen=True)
class PulumiBackend:
    """The state of one stack.

    If the user is not logged in, the backend is a folder. `pulumi stack init` writes the salt of its
    passphrase into the stack's file (https://github.com/pulumi/pulumi/issues/8408). To keep the committed
    file unchanged, we run it in the state folder, and give the CLI a copy of the stack's file with the salt.
    """

    config: StackConfig
    """The stack."""
    command: InterruptibleCommand
    """The CLI."""
    is_ours: bool
    """Whether the state is in `.state/pulumi`, because the user is not logged in."""

    @property
    def _folder(self) -> Path:
        return self.config.state_folder / "pulumi"

    @property
    def _lock(self) -> Path:
        """Return the lock for writing files here: a preview may run beside an `up`."""
        return self._folder / "lock"

    def stack(self, environment: Mapping[str, str]) -> automation.Stack:
        """Return the stack; create it if it does not exist.

        Args:
            environment: Variables for the program's provider, such as KUBECONFIG.
        """
        variables = {"PULUMI_SKIP_UPDATE_CHECK": "true", **self._python_path(), **environment}
        if self.is_ours:
            with in_turn(self._lock):
                variables |= self._own_backend()
                self._make_own_stack(variables)
        options = automation.LocalWorkspaceOptions(pulumi_command=self.command, env_vars=variables)
        return automation.create_or_select_stack(
            self.config.stack, work_dir=str(self.config.folder), opts=options
        )

    def _python_path(self) -> dict[str, str]:
        """Return PYTHONPATH with the project's own components first.

        Otherwise the CLI's language host imports the components of another checkout if those are installed
        as editable.
        """
        components = own_components(self.config.folder)
        if components is None:
            return {}
        stated = os.environ.get("PYTHONPATH")
        return {"PYTHONPATH": f"{components}{os.pathsep}{stated}" if stated else str(components)}

    def _make_own_stack(self, variables: dict[str, str]) -> None:
        project = automation.ProjectSettings(self.config.project, "python")
        options = automation.LocalWorkspaceOptions(
            work_dir=str(self._folder),
            project_settings=project,
            pulumi_command=self.command,
            env_vars=variables,
        )
        automation.create_or_select_stack(self.config.stack, work_dir=str(self._folder), opts=options)

    def _own_backend(self) -> dict[str, str]:
        """Return the variables of the backend in `.state/pulumi`; make its passphrase on the first use."""
        variables = {"PULUMI_BACKEND_URL": f"{self._folder.as_uri()}?{_NO_SIDE_FILES}"}
        if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & os.environ.keys():
            passphrase = self._folder / "passphrase"
            if not passphrase.exists():
                _replace(passphrase, secrets.token_urlsafe(32))
            variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = str(passphrase)
        return variables

    def masked_outputs(self, stack: automation.Stack) -> dict[str, Json]:
        """Return the outputs of a stack; each secret is `[secret]`, even inside a value."""
        arguments = ["stack", "output", "--json", "--stack", stack.name]
        variables = stack.workspace.env_vars
        return json.loads(self.command.run(arguments, str(self.config.folder), variables).stdout)

    def config_file(self) -> str | None:
        """Return the config file for the CLI; None for the stack's own file.

        The CLI also uses the stack's own file if that states a secrets provider.
        """
        name = self.config.file.name
        own = self.config.folder / self.config.file
        made = self._folder / name
        if not self.is_ours or not made.exists() or set(_OWN_SECRETS) & read_mapping(own, str(own)).keys():
            return None
        salt = read_mapping(made, str(made)).get(_SALT)
        copy = self._folder / f"config.{name}"
        with in_turn(self._lock):
            _replace(copy, f"{own.read_text(encoding='utf-8')}\n{_SALT}: {salt}\n")
        return str(copy)


def _replace(path: Path, text: str) -> None:
    """Write a file that only the owner can read, whole or not at all; the caller holds the lock."""
    new = path.with_name(f"{path.name}.new")
    new.touch(0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def user_is_logged_in(config: StackConfig) -> bool:
    """Return whether the user chose a backend: by a variable, in Pulumi.yaml, or by `pulumi login`."""
    if os.environ.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_ACCESS_TOKEN"):
        return True
    project = read_mapping(config.folder / "Pulumi.yaml", "Pulumi.yaml")
    if mapping(project.get("backend") or {}, "Pulumi.yaml: backend").get("url"):
        return True
    home = (
        os.environ.get("PULUMI_CREDENTIALS_PATH") or os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi"
    )
    try:
        credentials = json.loads((Path(home) / "credentials.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(credentials.get("current"))
