"""The diagram of objects: writers and readers of volumes, and the number of Pods."""

import pytest

from pod_deploy.shown.graph.mermaid import MOST_ARROWS, MOST_CHARACTERS, mermaid
from tests.foreign import Json, JsonObject
from tests.unit.deploy.shown.graph.objects import classic, container, pod, service, volume, workload
from tests.unit.deploy.shown.graph.reading import read

CLASSIC = """\
flowchart TB
  subgraph pod1["Pod web"]
    main2["writer<br/>main · i"]
    main3["server<br/>main · i<br/>port 80 (http)"]
    volume4[("html<br/>emptyDir")]
  end
  client5>"anyone<br/>no NetworkPolicy"]
  service6{{"Service web"}}
  main2 ==>|"/html"| volume4
  volume4 -.->|"/srv"| main3
  client5 --> main3
  service6 -->|"8080 → 80"| main3
  classDef pod fill:transparent,stroke:#8b949e
  class pod1 pod
  classDef main fill:#b6e3ff,stroke:#0969da,color:#1f2328,stroke-width:2px
  class main2,main3 main
  classDef volume fill:#fff8c5,stroke:#9a6700,color:#1f2328
  class volume4 volume
  classDef service fill:#ffffff,stroke:#6e7781,color:#1f2328
  class service6 service
  classDef client fill:#ffffff,stroke:#6e7781,color:#1f2328
  class client5 client
  linkStyle 1 stroke-width:2px
"""


def test_classic_pod_is_drawn() -> None:
    layout, _, diagram = mermaid([classic(), service({"port": 8080, "targetPort": "http"})]).partition("\n")
    assert layout.startswith("%%{init: ")
    assert diagram == CLASSIC


def test_order_of_the_objects_of_one_pod_changes_nothing() -> None:
    objects = [classic(), service({"port": 8080, "targetPort": "http"})]
    assert mermaid(objects[::-1]) == mermaid(objects)


def test_containers_show_their_role_in_the_order_of_their_start() -> None:
    objects = pod(
        container("app", image="registry.example:5000/team/app:1.2@sha256:0"),
        initContainers=[
            container("one"),
            {**container("proxy"), "restartPolicy": "Always"},
            container("two"),
        ],
        ephemeralContainers=[container("shell")],
    )
    texts = list(read(mermaid([objects])).boxes.values())
    assert texts == [
        "Pod web",
        "one | init 1 · i",
        "proxy | sidecar · i",
        "two | init 2 · i",
        "app | main · app",
        "shell | debug · i",
    ]


@pytest.mark.parametrize(
    ("manifest", "title"),
    [
        pytest.param(workload("Deployment", pod(), replicas=3), "Deployment web | 3 Pods", id="Deployment"),
        pytest.param(workload("Deployment", pod()), "Deployment web | 1 Pod", id="default"),
        pytest.param(workload("Deployment", pod(), replicas=0), "Deployment web | 0 Pods", id="none"),
        pytest.param(workload("DaemonSet", pod()), "DaemonSet web | 1 Pod on each node", id="DaemonSet"),
        pytest.param(workload("Job", pod()), "Job web | 1 Pod", id="Job"),
        pytest.param(
            workload("Job", pod(), completions=6, parallelism=2), "Job web | 6 Pods, 2 at once", id="parallel"
        ),
        pytest.param(
            {
                "kind": "CronJob",
                "metadata": {"name": "web"},
                "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": pod()}}},
            },
            "CronJob web | 1 Pod at 0 3 * * *",
            id="CronJob",
        ),
        pytest.param(workload("Rollout", pod(), replicas=2), "Rollout web | 2 Pods", id="custom resource"),
    ],
)
def test_title_says_how_many_pods_there_are(manifest: JsonObject, title: str) -> None:
    template = manifest["spec"].get("template") or manifest["spec"]["jobTemplate"]["spec"]["template"]
    template["spec"]["containers"] = [container("app")]
    assert title in read(mermaid([manifest])).texts()


def test_autoscaler_decides_how_many_pods_there_are() -> None:
    autoscaler = {
        "kind": "HorizontalPodAutoscaler",
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 9},
    }
    diagram = mermaid([autoscaler, workload("Deployment", pod(container("app")))])
    assert "Deployment web | 2 to 9 Pods" in read(diagram).texts()


def test_title_names_the_namespace_that_the_object_states() -> None:
    manifest = pod(container("app"))
    manifest["metadata"]["namespace"] = "shop"
    assert "Pod web in shop" in read(mermaid([manifest])).texts()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"emptyDir": {}}, "emptyDir"),
        ({"emptyDir": {"medium": "Memory"}}, "emptyDir in memory"),
        ({"emptyDir": None}, "emptyDir"),
        ({}, "emptyDir"),
        ({"configMap": {"name": "site"}}, "ConfigMap site"),
        ({"configMap": {"name": "site-375aeb0b"}}, "ConfigMap site-…"),
        ({"secret": {"secretName": "tls"}}, "Secret tls"),
        ({"hostPath": {"path": "/var/log"}}, "node /var/log"),
        ({"csi": {"driver": "s3.example"}}, "CSI s3.example"),
        ({"image": {"reference": "data:1"}}, "image data:1"),
        ({"newSource": {"x": 1}}, "newSource"),
    ],
)
def test_volume_shows_its_source(source: JsonObject, words: str) -> None:
    manifest = pod(container("a", v="/a"), container("b", v="/b"), volumes=[{"name": "v", **source}])
    assert f"v | {words}" in read(mermaid([manifest])).texts()


@pytest.mark.parametrize(
    "source",
    [
        {"configMap": {"name": "c"}},
        {"secret": {"secretName": "c"}},
        {"projected": {"sources": []}},
        {"nfs": {"path": "/x", "readOnly": True}},
    ],
    ids=lambda source: next(iter(source)),
)
def test_volume_that_cannot_be_written_is_only_read(source: JsonObject) -> None:
    manifest = pod(container("app", v="/v"), volumes=[{"name": "v", **source}])
    assert {arrow for _, arrow, _, _ in read(mermaid([manifest])).arrows} == {"-.->"}


def test_volume_of_one_container_is_a_line_in_it() -> None:
    manifest = pod(container("app", tmp="/tmp", run="/run"), volumes=[volume("tmp"), volume("run")])
    found = read(mermaid([manifest]))
    assert found.texts() == {"Pod web", "app | main · i | scratch /tmp | scratch /run"}
    assert found.arrows == set()


def test_empty_volume_that_is_only_read_is_seen() -> None:
    manifest = pod(container("server", html="/srv:ro"), volumes=[volume("html")])
    assert read(mermaid([manifest])).arrows == {("html", "-.->", "/srv", "server")}


def test_container_that_writes_and_reads_a_volume_has_both_arrows() -> None:
    watcher = container("watcher", logs="/trim")
    watcher["volumeMounts"].append({"name": "logs", "mountPath": "/logs", "readOnly": True})
    manifest = pod(watcher, container("server", logs="/var/log"), volumes=[volume("logs")])
    assert read(mermaid([manifest])).arrows == {
        ("watcher", "==>", "/trim", "logs"),
        ("logs", "-.->", "/logs", "watcher"),
        ("server", "==>", "/var/log", "logs"),
    }


def test_several_places_of_one_volume_are_lines_of_one_arrow() -> None:
    reader = container("reader", html="/en:ro")
    reader["volumeMounts"] += [
        {"name": "html", "mountPath": "/de", "readOnly": True, "subPath": "german"},
        {"name": "html", "mountPath": "/etc/a.conf", "readOnly": True, "subPath": "a.conf"},
    ]
    manifest = pod(container("writer", html="/w"), reader, volumes=[volume("html")])
    text = "/en | /de (its german) | /etc/a.conf"
    assert ("html", "-.->", text, "reader") in read(mermaid([manifest])).arrows


def test_block_device_is_written() -> None:
    database = {**container("db"), "volumeDevices": [{"name": "data", "devicePath": "/dev/xvda"}]}
    manifest = pod(database, volumes=[volume("data", persistentVolumeClaim={"claimName": "disk"})])
    assert read(mermaid([manifest])).arrows == {("db", "==>", "/dev/xvda", "disk")}


def test_claim_that_two_workloads_use_is_one_box_outside() -> None:
    claim = {"persistentVolumeClaim": {"claimName": "shared"}}
    one = workload("Deployment", pod(container("a", v="/a"), name="one", volumes=[volume("v", **claim)]))
    two = workload("Deployment", pod(container("b", w="/b:ro"), name="two", volumes=[volume("w", **claim)]))
    found = read(mermaid([one, two]))
    assert found.arrows == {("a", "==>", "/a", "shared"), ("shared", "-.->", "/b", "b")}
    (box,) = (name for name, text in found.boxes.items() if text == "shared | claim")
    assert box not in found.inside


def test_claim_template_is_a_volume_of_each_pod() -> None:
    template = pod(container("db", data="/data"))
    claims = [{"metadata": {"name": "data"}}]
    found = read(mermaid([workload("StatefulSet", template, volumeClaimTemplates=claims)]))
    assert "data | claim of each Pod" in found.texts()
    assert found.arrows == {("db", "==>", "/data", "data")}


def test_mount_without_a_volume_is_seen() -> None:
    assert "htlm | no such volume" in read(mermaid([pod(container("app", htlm="/x"))])).texts()


def test_volume_that_nobody_mounts_is_seen() -> None:
    manifest = pod(container("app"), volumes=[volume("spare")])
    assert "spare | emptyDir" in read(mermaid([manifest])).texts()


def test_objects_that_another_one_controls_are_left_out() -> None:
    copy = pod(container("app"), name="web-x2x1z")
    copy["metadata"]["ownerReferences"] = [{"kind": "Deployment", "name": "web"}]
    found = read(mermaid([workload("Deployment", pod(container("app"))), copy]))
    assert [text for text in found.texts() if "web" in text] == ["Deployment web | 1 Pod"]


def test_two_containers_of_one_name_are_both_drawn() -> None:
    found = read(mermaid([pod(container("app", image="a"), container("app", image="b"))]))
    assert found.texts() == {"Pod web", "app | main · a", "app | main · b"}


WRONG: list[Json] = [None, "text", 7, True, [], {}, ["text"], [None], [[]], {"x": 1}]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        "metadata",
        "metadata.labels",
        "spec",
        "spec.containers",
        "spec.containers.0.name",
        "spec.containers.0.ports",
        "spec.containers.0.volumeMounts",
        "spec.volumes",
        "spec.volumes.0.emptyDir",
    ],
)
def test_field_of_a_wrong_type_counts_as_absent(path: str, wrong: Json) -> None:
    manifest = classic()
    here: Json = manifest
    *parents, last = path.split(".")
    for name in parents:
        here = here[int(name)] if name.isdigit() else here[name]
    here[last] = wrong
    assert read(mermaid([manifest, service({"port": 80})])).boxes


def test_diagram_too_large_for_mermaid_says_how_much_it_omits() -> None:
    many = [
        workload("Deployment", pod(container("app", {"containerPort": 80}), name=f"web-{number}"))
        for number in range(1000)
    ]
    diagram = mermaid(many)
    found = read(diagram)
    drawn = sum(text.startswith("Deployment") for text in found.texts())
    assert drawn > 100
    assert f"… and {1000 - drawn} more" in found.texts()
    assert len(diagram) <= MOST_CHARACTERS
    assert len(found.arrows) <= MOST_ARROWS
