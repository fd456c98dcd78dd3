"""Random workloads of every kind, each with a random Pod."""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from tests.adopt_corpus import Object as Drawn
from tests.random_pods.pods import objects_of_type, pods
from tests.random_pods.values import LABELS, Strategy, object_of, one_of

SPECS: Final[Mapping[str, str]] = {
    "Deployment": "apps/v1:DeploymentSpec",
    "StatefulSet": "apps/v1:StatefulSetSpec",
    "DaemonSet": "apps/v1:DaemonSetSpec",
    "Job": "batch/v1:JobSpec",
    "CronJob": "batch/v1:CronJobSpec",
}
"""The types of the specs of workloads, by kind."""

_APP: Final = {"app": "random"}
_METADATA: Final = object_of({}, labels=LABELS, annotations=LABELS)
_CLAIM: Final = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
_INDEXED: Final = one_of(
    {},
    {"completionMode": "NonIndexed"},
    {"completionMode": "Indexed", "completions": 4},
    {"completionMode": "Indexed", "completions": 4, "backoffLimitPerIndex": 1, "maxFailedIndexes": 2},
    {
        "completionMode": "Indexed",
        "completions": 4,
        "successPolicy": {"rules": [{"succeededIndexes": "0-2"}]},
    },
)
"""The fields of a Job that must agree."""
_FAILING: Final = one_of(
    {},
    {
        "podFailurePolicy": {
            "rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [7]}}]
        }
    },
    {
        "podFailurePolicy": {
            "rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]
        }
    },
)


@st.composite
def workloads(draw: st.DrawFn, name: str = "random") -> Drawn:
    """Draw a workload.

    Args:
        draw: The source of the choices.
        name: Its name.
    """
    kind = draw(st.sampled_from(sorted(SPECS)))
    spec = draw(_cron_job() if kind == "CronJob" else _job() if kind == "Job" else _server(kind))
    group = SPECS[kind].partition(":")[0]
    return {"apiVersion": group, "kind": kind, "metadata": {"name": name, **draw(_METADATA)}, "spec": spec}


@st.composite
def _server(draw: st.DrawFn, kind: str) -> Drawn:
    """Draw the spec of a workload whose Pods run for good."""
    spec = draw(objects_of_type(SPECS[kind]))
    template = draw(_template(st.just("Always")))
    template["metadata"]["labels"] = {**template["metadata"].get("labels", {}), **_APP}
    template["spec"].pop("activeDeadlineSeconds", None)
    if kind == "StatefulSet" and draw(st.booleans()):
        spec["volumeClaimTemplates"] = [{"metadata": {"name": "claim"}, "spec": _CLAIM}]
        for container in template["spec"]["containers"][: draw(st.integers(1, 3))]:
            container.setdefault("volumeMounts", []).append({"name": "claim", "mountPath": "/claim"})
    return {**spec, "selector": {"matchLabels": _APP}, "template": template}


@st.composite
def _job(draw: st.DrawFn) -> Drawn:
    spec = draw(objects_of_type(SPECS["Job"]))
    template = draw(_template(one_of("Never", "OnFailure")))
    failing: Drawn = draw(_FAILING) if template["spec"]["restartPolicy"] == "Never" else {}
    return {**spec, **draw(_INDEXED), **failing, "template": template}


@st.composite
def _cron_job(draw: st.DrawFn) -> Drawn:
    spec = draw(objects_of_type(SPECS["CronJob"]))
    return {**spec, "jobTemplate": {"metadata": draw(_METADATA), "spec": draw(_job())}}


@st.composite
def _template(draw: st.DrawFn, restart_policy: Strategy) -> Drawn:
    return {"metadata": draw(_METADATA), "spec": {**draw(pods()), "restartPolicy": draw(restart_policy)}}
