"""An image has no tag, or the tag latest.

Why: the day of the pull decides which program runs. Two replicas can differ, and a rollback does not bring
the old program back.

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names (avoid :latest in production).

An image with a digest is pinned, whatever its tag is.

Bad:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx

Good:

    apiVersion: v1
    kind: Pod
    metadata:
      name: mc1
    spec:
      containers:
      - name: 1st
        image: nginx:1.29.3
"""

from collections.abc import Iterator

from pod_wiring.findings.finding import Problem
from pod_wiring.findings.rule import Tier, pod_rule
from pod_wiring.manifests.image import image_of
from pod_wiring.manifests.pod import Pod
from pod_wiring.manifests.values import text


@pod_rule(Tier.PROJECT)
def image_latest(pod: Pod) -> Iterator[Problem]:
    """Yield each container whose image is not pinned."""
    for container in pod.containers:
        name = text(container.raw.get("image"))
        image = image_of(name)
        if name and not image.digest and image.tag in ("", "latest"):
            yield Problem(
                f"{container.pointer}/image",
                f'runs image "{name}", which is a different program after each update of "latest"',
                f"Add a version, as in {image.repository}:VERSION, or a digest.",
                container.name,
            )
