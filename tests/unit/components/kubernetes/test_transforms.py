"""Transforms see and change an object as the engine knows it, whichever class registered it."""

from pathlib import Path
from textwrap import dedent

from pod_deploy.stack.render import render
from tests.foreign import JsonObject

PROJECT = "name: shop\nruntime: python\nstackConfigDir: stacks\n"
PROGRAM = """
import pulumi
from sidecar_pods import SidecarDeployment

def change(args):
    if args.type_ != "kubernetes:apps/v1:Deployment":
        return None
    spec = {**args.props["spec"], "minReadySeconds": 3}
    return pulumi.ResourceTransformResult({**args.props, "spec": spec}, args.opts)

containers = [{"name": "web", "image": "nginx"}]
"""


def rendered(folder: Path, program: str) -> JsonObject:
    """Return the Deployment that a program makes."""
    (folder / "stacks").mkdir()
    (folder / "stacks" / "Pulumi.dev.yaml").write_text("")
    (folder / "Pulumi.yaml").write_text(PROJECT)
    (folder / "__main__.py").write_text(PROGRAM + dedent(program))
    (manifest,) = render("dev", folder)
    return manifest


def test_transform_of_a_component_changes_its_object(tmp_path: Path) -> None:
    manifest = rendered(
        tmp_path,
        """
        opts = pulumi.ResourceOptions(transforms=[change])
        SidecarDeployment("mc1", {"template": {"containers": containers}}, opts)
        """,
    )
    assert manifest["spec"]["minReadySeconds"] == 3
    assert manifest["spec"]["revisionHistoryLimit"] == 5


def test_transform_of_the_stack_changes_every_object(tmp_path: Path) -> None:
    manifest = rendered(
        tmp_path,
        """
        pulumi.runtime.register_resource_transform(change)
        SidecarDeployment("mc1", {"template": {"containers": containers}})
        """,
    )
    assert manifest["spec"]["minReadySeconds"] == 3
