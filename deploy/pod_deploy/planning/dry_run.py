"""Ask the API server, by dry runs with strict validation, which objects it would store."""

import re
from dataclasses import dataclass
from functools import cached_property

from pod_deploy.cluster.complaint import denials, unknown_kinds
from pod_deploy.cluster.kubectl import Kubectl, KubectlError, objects_in
from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.manifests import Manifest, ObjectKey, key_of, section, to_json

_DRY = ("--dry-run=server", "--validate=strict", "--show-managed-fields", "-o", "json", "--filename=-")
_STAND_IN = "default"


@dataclass(frozen=True)
class DryRun:
    """Dry runs of the objects of one program."""

    kubectl: Kubectl
    """The cluster."""
    wanted: list[Manifest]
    """All objects of the program; one may need another that does not exist yet."""
    live: dict[ObjectKey, Manifest]
    """Those of them that exist, as they are."""

    @cached_property
    def _namespaces(self) -> frozenset[ObjectKey]:
        """Return the namespaces that the program creates; every object asks for them."""
        return frozenset(key_of(wanted) for wanted in self.wanted if wanted["kind"] == "Namespace")

    def lacks_namespace(self, manifest: Manifest) -> bool:
        """Return whether the program creates an object's namespace, and it is missing or being deleted."""
        namespace = ObjectKey("", "Namespace", "", key_of(manifest).namespace)
        if namespace not in self._namespaces:
            return False
        there = self.live.get(namespace)
        return there is None or "deletionTimestamp" in there["metadata"]

    def apply_all(self, manifests: list[Manifest]) -> dict[ObjectKey, Manifest]:
        """Return the objects as the server would store them; nothing if it rejects any of them."""
        done = self._apply(manifests) if manifests else []
        return {} if isinstance(done, KubectlError) else {key_of(stored): stored for stored in done}

    def apply(self, manifest: Manifest) -> Manifest | KubectlError:
        """Return the object as the server would store it, or the server's error."""
        done = self._apply([manifest])
        if isinstance(done, KubectlError):
            return manifest if self._only_waits(done) else done
        return done[0]

    def _apply(self, manifests: list[Manifest]) -> list[Manifest] | KubectlError:
        manager = f"--field-manager={self.kubectl.field_manager}"
        arguments = ("apply", "--server-side", "--force-conflicts", manager, *_DRY)
        done = self.kubectl.attempt(*arguments, stdin=to_json(manifests))
        return self.kubectl.error(done.stderr) if done.returncode else objects_in(done.stdout)

    def create(self, manifest: Manifest) -> Manifest:
        """Return the object as the server would create it, even if one of its name exists.

        The dry run uses a made-up name. If the object's namespace does not exist yet, it uses another one.

        Raises:
            BadInput: The server would reject it.
        """
        metadata = {key: value for key, value in manifest["metadata"].items() if key != "name"}
        metadata["generateName"] = manifest["metadata"]["name"] + "-"
        elsewhere = self.lacks_namespace(manifest)
        if elsewhere:
            metadata["namespace"] = _STAND_IN
        done = self.kubectl.attempt("create", *_DRY, stdin=to_json([{**manifest, "metadata": metadata}]))
        if not done.returncode:
            created = objects_in(done.stdout)[0]
            created["metadata"] = {**created["metadata"], **manifest["metadata"]}
            del created["metadata"]["generateName"]
            return created
        refusal = self.kubectl.error(done.stderr)
        if self._only_waits(refusal) or (elsewhere and denials(done.stderr)):
            return manifest
        raise self.refused(manifest, refusal)

    def refused(self, manifest: Manifest, refusal: KubectlError) -> Refusal:
        """Return the error for an object that the server rejects; BadInput if the object is wrong."""
        if "(Forbidden)" in refusal.stderr and denials(refusal.stderr):
            return refusal
        if "is invalid" in refusal.stderr or "Error from server (" in refusal.stderr:
            return BadInput(f"{key_of(manifest)}: {refusal}")
        return refusal

    def _only_waits(self, refusal: KubectlError) -> bool:
        """Return whether the server misses only objects and kinds that the program creates first."""
        coming = [wanted for wanted in self.wanted if key_of(wanted) not in self.live]
        kinds = {section(each, "spec", "names").get("kind") for each in coming}
        if unknown := unknown_kinds(refusal.stderr):
            return {kind for kind, _ in unknown} <= kinds
        missing = set(re.findall(r'"([^"]+)" not found', refusal.stderr))
        return bool(missing) and missing <= {key_of(wanted).name for wanted in coming}
