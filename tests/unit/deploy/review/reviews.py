"""Reviews of small stacks, each of which shows one thing that a pull request may do."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence

from pod_deploy.review.objects import Side, side_of
from pod_deploy.review.policies import Finding, Verdict
from pod_deploy.review.reviewed import Drift, LivePreview, Review, StackReview, review_stack
from pod_deploy.stack.manifests import Json, key_of
from tests.foreign import JsonObject

BASE, HEAD = "1" * 40, "2" * 40
NONE = Verdict()

FINDING = Finding(
    rule="image-latest",
    severity="warning",
    kind="Pod",
    namespace="default",
    name="mc1",
    container="1st",
    message='image "nginx" has no tag, so it can change under a running Pod',
    fix="Name a version",
)


def manifest(kind: str, name: str, api: str = "v1", namespace: str = "default", **fields: Json) -> JsonObject:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": namespace}, **fields}


def pod(name: str = "mc1", image: str = "nginx", namespace: str = "default") -> JsonObject:
    return manifest("Pod", name, namespace=namespace, spec=pod_spec(image))


def pod_spec(image: str = "nginx") -> JsonObject:
    return {
        "containers": [
            {
                "name": "1st",
                "image": image,
                "volumeMounts": [{"name": "html", "mountPath": "/usr/share/nginx/html"}],
            },
            {"name": "2nd", "image": "debian", "volumeMounts": [{"name": "html", "mountPath": "/html"}]},
        ],
        "volumes": [{"name": "html", "emptyDir": {}}],
    }


def workload(kind: str = "Deployment", name: str = "mc1", **spec: Json) -> JsonObject:
    labels: JsonObject = {"app": name}
    template: JsonObject = {
        "metadata": {"labels": labels},
        "spec": {
            **pod_spec("nginx:1.29.3"),
            "initContainers": [
                {"name": "log-watcher", "image": "debian:12.12-slim", "restartPolicy": "Always"},
            ],
        },
    }
    stated: JsonObject = {"replicas": 3, "selector": {"matchLabels": labels}, "template": template, **spec}
    return manifest(kind, name, "apps/v1", "mc1-prod", spec=stated)


def service(name: str = "mc1", namespace: str = "default", **spec: Json) -> JsonObject:
    stated: JsonObject = {"selector": {"app": name}, "ports": [{"name": "http", "port": 80}], **spec}
    return manifest("Service", name, namespace=namespace, spec=stated)


def config_map(name: str, text: str, **fields: Json) -> JsonObject:
    return {**manifest("ConfigMap", name, data={"page": text}), **fields}


def changed(given: JsonObject, change: Callable[[JsonObject], object]) -> JsonObject:
    """Return a copy of an object that a function has changed."""
    other = copy.deepcopy(given)
    change(other)
    return other


def side(*manifests: JsonObject, **more: Json) -> Side:
    return side_of({"manifests": list(manifests), **more})


def broken(sentence: str) -> Side:
    return Side(error=sentence)


def stack(name: str, base: Side | None, head: Side | None, verdict: Verdict = NONE) -> StackReview:
    return review_stack(name, base, head, verdict, f"pod-deploy destroy --stack {name}")


def review(*stacks: StackReview) -> Review:
    return Review(BASE, HEAD, stacks)


def _set_image(template: JsonObject, image: str) -> None:
    template["spec"]["initContainers"][0]["image"] = image


PROD = (service(namespace="mc1-prod"), workload())
UNCHANGED = stack("staging", side(*PROD), side(*PROD))
ROLLED = changed(workload(), lambda each: _set_image(each["spec"]["template"], "debian:13.1-slim"))


def hostile(text: str) -> Review:
    """Return a review with a text in every place that a program, a file or a checker decides."""
    return review(
        _hostile(text),
        stack(f"broken {text}", side(), broken(text)),
        stack(f"gone {text}", side(pod(text)), None),
        stack(f"same {text}", side(), side()).with_live(
            LivePreview(drift=(Drift(text, text, is_gone=True),))
        ),
    )


def _hostile(text: str) -> StackReview:
    """Return a stack in which a text stands wherever a program can put one."""
    new = manifest(text, text, namespace=text, data={text: text})
    before = config_map("page", "x")
    after = config_map("page", text, **{text: text})
    finding = Finding(text, text, text, text, text, text, text, text, is_new=True)
    context: JsonObject = {"context": text, "secure": {text: text}}
    mount: JsonObject = {"name": text, "mountPath": text}
    container: JsonObject = {"name": text, "image": text, "volumeMounts": [mount]}
    wired = manifest("Pod", text, spec={"containers": [container], "volumes": [{"name": text}]})
    head = side(after, new, wired, **context)
    live = LivePreview({text: 1}, drift=(Drift(text, text, is_gone=False),), error=text, log=text)
    return stack(text, side(before), head, Verdict((finding, finding), text)).with_live(live)


ESCAPES = (
    "```\n</details>\n# Fake heading\n| a | b |\n::error::no\n##[error]no\n@octocat #1 GH-1 "
    "<img src=x onerror=alert(1)> [a](http://evil) https://evil.example `` ` ~~~ \x1b[2J \u202e |"
)


def _many() -> StackReview:
    before = [config_map(f"page-{number:03}", "old\n" * 40) for number in range(500)]
    after = [config_map(f"page-{number:03}", f"new {number}\n" * 40) for number in range(500)]
    return stack("prod", side(*before), side(*after))


def _with(pod_: JsonObject, **fields: Json) -> JsonObject:
    return changed(pod_, lambda each: each["spec"]["containers"][0].update(fields))


REFUSED = (
    'The Pulumi CLI failed: Deployment.apps "mc1" is invalid: spec.template.spec.containers[0].image: '
    "Required value"
)
LOG = f"""\
Previewing update (prod):
     kubernetes:apps/v1:Deployment mc1-prod/mc1  error: {REFUSED.partition(": ")[2]}
Diagnostics:
  kubernetes:apps/v1:Deployment (mc1-prod/mc1):
    error: {REFUSED.partition(": ")[2]}
"""


def live_review() -> Review:
    """Return a review in which the cluster knows better than the table, and somebody has edited an object."""
    bumped = pod(image="nginx:1.29.4")
    made = review(
        stack("dev", side(service(), pod()), side(service(), bumped)),
        stack("prod", side(*PROD), side(service(namespace="mc1-prod"), ROLLED)),
    )
    drift = (Drift("Service", "mc1", is_gone=False),)
    return made.with_live(
        {
            "dev": LivePreview({"replace": 1}, replaced=frozenset({key_of(bumped)})),
            "prod": LivePreview({"update": 2}, drift=drift),
        }
    )


REVIEWS: Mapping[str, Callable[[], Review]] = {
    "no-change": lambda: review(UNCHANGED, stack("dev", side(pod()), side(pod()))),
    "image-bump": lambda: review(
        stack("dev", side(service(), pod()), side(service(), pod(image="nginx:1.29.4"))), UNCHANGED
    ),
    "rollout": lambda: review(
        stack("prod", side(*PROD), side(service(namespace="mc1-prod"), ROLLED)), UNCHANGED
    ),
    "replacement-of-a-bare-pod": lambda: review(
        stack(
            "dev",
            side(service(), pod()),
            side(service(), _with(pod(), env=[{"name": "MODE", "value": "fast"}])),
            Verdict((FINDING._replace(is_new=True), FINDING._replace(container="2nd"))),
        ),
        UNCHANGED,
    ),
    "new-stack": lambda: review(stack("edge", None, side(*PROD)), UNCHANGED),
    "deleted-stack": lambda: review(stack("edge", side(*PROD), None), UNCHANGED),
    "broken-stack": lambda: review(
        stack(
            "dev",
            side(pod()),
            broken('stacks/Pulumi.dev.yaml: config: replicsa: no such key. Did you mean "replicas"?'),
        ),
        stack("prod", side(*PROD), side(service(namespace="mc1-prod"), ROLLED)),
        stack("staging", broken("Pulumi.yaml, line 3: mapping values are not allowed here."), side(*PROD)),
    ),
    "live-preview": live_review,
    "live-preview-that-failed": lambda: review(
        stack("prod", side(*PROD), side(service(namespace="mc1-prod"), ROLLED)), UNCHANGED
    ).with_live({"prod": LivePreview(error=REFUSED, log=LOG), "staging": LivePreview()}),
    "drift": lambda: review(UNCHANGED).with_live(
        {
            "staging": LivePreview(
                {"create": 1, "update": 1},
                drift=(Drift("Deployment", "mc1", is_gone=False), Drift("Service", "mc1", is_gone=True)),
            )
        }
    ),
    "500-changed-objects": lambda: review(_many(), UNCHANGED),
    "hostile-input": lambda: hostile(ESCAPES),
}
"""The reviews of the golden comments, by name."""


def sentences(before: Sequence[JsonObject], after: Sequence[JsonObject]) -> list[str]:
    """Return what is said of the objects of a stack, the risk behind it."""
    from pod_deploy.review.formats.inert import plain

    found = stack("dev", side(*before), side(*after)).effects
    return [plain(each.sentence) + (f" [{each.risk}]" if each.risk else "") for each in found]
