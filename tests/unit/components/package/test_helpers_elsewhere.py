"""Sidecars as data in other languages: each kind gives the same resources as in Python."""

from typing import cast

import pytest

from sidecar_pods import HelperArgs, PodTemplateArgs, SidecarCronJob, SidecarPod
from sidecar_pods.checks.own_checks import HELPERS
from tests.foreign import Json
from tests.unit.components.package.engine import Host, computed, output, unknown
from tests.unit.pulumi_mocks import CONFIG_MAP, POD, UNKNOWN, run

RESOURCES: Json = {"requests": {"cpu": "10m"}, "limits": {"cpu": "20m"}}
KINDS: dict[str, tuple[dict[str, object], object]] = {
    "nginx": (
        {"nginx": {"name": "server", "drainSeconds": 0, "readOnlyRoot": False, "files": {"a.conf": "a"}}},
        {"nginx": {"name": "server", "drain_seconds": 0, "read_only_root": False, "files": {"a.conf": "a"}}},
    ),
    "date_writer": (
        {"dateWriter": {"server": "web", "servedAt": "/srv", "intervalSeconds": 5}},
        {"date_writer": {"server": "web", "served_at": "/srv", "interval_seconds": 5}},
    ),
    "page_writer": (
        {"pageWriter": {"server": "web", "refreshSeconds": 9, "sizeLimit": "1Mi", "resources": RESOURCES}},
        {"page_writer": {"server": "web", "refresh_seconds": 9, "size_limit": "1Mi", "resources": RESOURCES}},
    ),
    "log_watcher": (
        {"logWatcher": {"server": "web", "errorLog": "", "limitMib": 2, "image": output("debian")}},
        {"log_watcher": {"server": "web", "error_log": "", "limit_mib": 2, "image": "debian"}},
    ),
    "data_loader": (
        {
            "dataLoader": {
                "reader": "web",
                "readAt": "/srv/www",
                "command": "date > file",
                "intervalSeconds": 9,
                "settings": {"readAt": output("a"), "size_limit": "b"},
            }
        },
        {
            "data_loader": {
                "reader": "web",
                "read_at": "/srv/www",
                "command": "date > file",
                "interval_seconds": 9,
                "settings": {"readAt": "a", "size_limit": "b"},
            }
        },
    ),
    "git_loader": (
        {"gitLoader": {"reader": "web", "repository": output("https://example.org"), "once": True}},
        {"git_loader": {"reader": "web", "repository": "https://example.org", "once": True}},
    ),
    "data_change_watcher": (
        {"dataChangeWatcher": {"volumes": ["site"], "serverUser": 33}},
        {"data_change_watcher": {"volumes": ["site"], "server_user": 33}},
    ),
    "nginx_exporter": (
        {"nginxExporter": {"server": "web", "statusPort": 8082}},
        {"nginx_exporter": {"server": "web", "status_port": 8082}},
    ),
    "custom": (
        {
            "custom": {
                "role": "initContainers",
                "container": {"name": "own", "image": output("debian"), "workingDir": "/own"},
                "sharedVolumes": [
                    {"name": "own", "writtenBy": {"own": "/own"}, "readBy": {"web": {"mountPath": "/own"}}}
                ],
                "owns": ["own"],
                "volumesOfOthers": {
                    "web": [{"name": "conf", "mountPath": "/conf", "files": {"readBy": "b"}}]
                },
                "shareProcessNamespace": True,
            }
        },
        {
            "custom": {
                "role": "init_containers",
                "container": {"name": "own", "image": "debian", "working_dir": "/own"},
                "shared_volumes": [
                    {"name": "own", "written_by": {"own": "/own"}, "read_by": {"web": {"mount_path": "/own"}}}
                ],
                "owns": ["own"],
                "volumes_of_others": {
                    "web": [{"name": "conf", "mount_path": "/conf", "files": {"readBy": "b"}}]
                },
                "share_process_namespace": True,
            }
        },
    ),
}
"""Each kind as other languages state it, and as Python does."""


def elsewhere(*helpers: object) -> dict[str, object]:
    """Return a Pod with these helpers, as other languages state it."""
    site = {"name": "site", "configMap": {"name": "site"}, "readBy": {"web": "/site"}}
    web = {"name": "web", "image": "nginx"}
    return {"containers": [web], "sharedVolumes": [site], "helpers": list(helpers)}


def in_python(*helpers: object) -> PodTemplateArgs:
    """Return the same Pod as Python states it."""
    return {
        "containers": [{"name": "web", "image": "nginx"}],
        "shared_volumes": [{"name": "site", "config_map": {"name": "site"}, "read_by": {"web": "/site"}}],
        "helpers": cast("list[HelperArgs]", list(helpers)),
    }


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == set(HELPERS)


@pytest.mark.parametrize("kind", KINDS)
def test_kind_registers_the_same_resources_as_in_python(package: Host, kind: str) -> None:
    stated, of_python = KINDS[kind]
    made = package.construct("SidecarPod", elsewhere(stated))
    expected = run(lambda: SidecarPod("mc1", in_python(of_python)))
    assert made.registered == {each.type: each.inputs for each in expected.registered}


def test_template_inside_another_workload_has_helpers_too(package: Host) -> None:
    stated, of_python = KINDS["nginx_exporter"]
    job = {"template": elsewhere(stated)}
    made = package.construct("SidecarCronJob", {"schedule": "@daily", "jobTemplate": job})
    expected = run(
        lambda: SidecarCronJob(
            "mc1", {"schedule": "@daily", "job_template": {"template": in_python(of_python)}}
        )
    )
    assert made.registered == {each.type: each.inputs for each in expected.registered}
    assert CONFIG_MAP in made.registered


@pytest.mark.parametrize("value", [unknown(), computed()], ids=["output", "computed"])
def test_preview_knows_all_of_a_helper_but_what_is_unknown(package: Host, value: object) -> None:
    helper = {"logWatcher": {"server": "web", "image": value}}
    (watcher,) = package.construct("SidecarPod", elsewhere(helper), preview=True).spec(POD)["initContainers"]
    assert (watcher["name"], watcher["image"]) == ("log-watcher", UNKNOWN)


def test_secret_of_a_helper_stays_secret(package: Host) -> None:
    token = output("s3cret", secret=True)
    helper = {"dataLoader": {"reader": "web", "command": "date > file", "settings": {"TOKEN": token}}}
    (loader,) = package.construct("SidecarPod", elsewhere(helper)).spec(POD)["initContainers"]
    assert {"name": "TOKEN", "value": {"secret": "s3cret"}} in loader["env"]


REFUSALS: dict[str, tuple[object, str]] = {
    "unknown kind": (
        {"logWacher": {"server": "web"}},
        "helpers[0].logWacher is not a field that exists; expected one of nginx, dateWriter, pageWriter, "
        "logWatcher, dataLoader, gitLoader, dataChangeWatcher, nginxExporter, custom; "
        "did you mean logWatcher?",
    ),
    "two kinds": (
        {"nginx": {}, "gitLoader": {"reader": "web", "repository": "/x"}},
        "helpers[0] has nginx and gitLoader; expected one of nginx, dateWriter, pageWriter, "
        "logWatcher, dataLoader, gitLoader, dataChangeWatcher, nginxExporter, custom",
    ),
    "unknown field": (
        {"logWatcher": {"server": "web", "limitMb": 8}},
        "helpers[0].logWatcher.limitMb is not a field that exists; expected one of name, image, server, "
        "folder, log, errorLog, volume, limitMib, resources; did you mean limitMib?",
    ),
    "missing field": ({"logWatcher": {}}, "helpers[0].logWatcher.server is missing; expected a string"),
    "wrong type": (
        {"logWatcher": {"server": "web", "limitMib": "8"}},
        "helpers[0].logWatcher.limitMib is a string; expected a whole number",
    ),
    "out of range": (
        {"logWatcher": {"server": "web", "limitMib": 0}},
        "helpers[0].logWatcher.limitMib is 0; expected 1 or more",
    ),
    "unknown container": (
        {"logWatcher": {"server": "wbe"}},
        'helpers[0].logWatcher.server names "wbe", which is no container of this Pod; '
        "expected one of log-watcher, web; did you mean web?",
    ),
    "unknown role": (
        {"custom": {"role": "initContainer", "container": {"name": "own", "image": "debian"}}},
        'helpers[0].custom.role is "initContainer"; expected one of initContainers, sidecars, containers; '
        "did you mean initContainers?",
    ),
    "known only later": (
        {"logWatcher": {"server": output("web")}},
        "helpers[0].logWatcher.server is known only later; "
        "expected a plain value, because it decides which objects exist",
    ),
    "wrong image in an output": (
        {"logWatcher": {"server": "web", "image": output("")}},
        "helpers[0].logWatcher.image is empty; expected an image reference such as nginx:1.29.3",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_mistake_is_refused_in_the_words_of_the_users_language(package: Host, case: str) -> None:
    helper, sentence = REFUSALS[case]
    assert package.refusal("SidecarPod", elsewhere(helper)) == f"mc1: {sentence}"


def test_helpers_that_contradict_each_other_are_named_in_the_words_of_the_users_language(
    package: Host,
) -> None:
    watchers = [{"logWatcher": {"name": name, "server": "web"}} for name in ("one", "other")]
    assert package.refusal("SidecarPod", elsewhere(*watchers)) == (
        "mc1: helpers[1].logWatcher uses volume logs, in which helpers[0].logWatcher keeps files of its own; "
        "expected a volume of its own"
    )
