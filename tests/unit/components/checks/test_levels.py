"""Each rule of the Pod Security Standards checks the fields that a user states."""

import re
from collections.abc import Iterator
from typing import cast

import pytest

from sidecar_pods import SidecarPod, WiringError, pod_template
from sidecar_pods.checks.levels import CHECKS_OF_LEVEL, RELAXED_IN_USER_NAMESPACE
from sidecar_pods.checks.values import Check, Complaint
from sidecar_pods.kubernetes.types import fields_of
from tests.unit.components.checks.pods_at_levels import (
    APP_ARMOR,
    HOST_PROCESS,
    IN_USER_NAMESPACE,
    LEVELS,
    POD,
    PODS,
    Stated,
)
from tests.unit.components.checks.spelling import stated
from tests.unit.pulumi_mocks import POD as POD_KIND
from tests.unit.pulumi_mocks import later, run


def complaints(pod: Stated, level: str) -> Iterator[tuple[str, str, Complaint]]:
    """Yield the type, the field and the complaint of each field that breaks a level."""
    in_user_namespace = pod.pod.get("host_users") is False
    for token, fields in stated(pod.fields(), POD):
        for field, value in fields.items():
            if in_user_namespace and (token, field) in RELAXED_IN_USER_NAMESPACE[level]:
                continue
            check = CHECKS_OF_LEVEL[level].get((token, field))
            if check and (complaint := cast("Check[object]", check)(value)):
                yield token, field, complaint


def allowed(pod: Stated, level: str) -> bool:
    """Return whether a level allows a Pod."""
    return LEVELS.index(level) <= LEVELS.index(pod.strictest)


@pytest.mark.parametrize("name", PODS)
def test_a_level_complains_of_what_it_forbids_and_of_nothing_else(name: str) -> None:
    silent = [level for level in LEVELS if not list(complaints(PODS[name], level))]
    assert silent == [level for level in LEVELS if allowed(PODS[name], level)]


@pytest.mark.parametrize("name", IN_USER_NAMESPACE)
def test_a_pod_with_users_of_its_own_may_have_a_root_user(name: str) -> None:
    silent = [level for level in LEVELS if not list(complaints(IN_USER_NAMESPACE[name], level))]
    assert silent == [level for level in LEVELS if allowed(IN_USER_NAMESPACE[name], level)]


@pytest.mark.parametrize("level", LEVELS)
def test_a_process_of_a_windows_node_is_privileged(level: str) -> None:
    fields = {field for _, field, _ in complaints(HOST_PROCESS, level)}
    assert fields == (set() if level == "privileged" else {"host_network", "host_process"})


@pytest.mark.parametrize(
    "pod",
    [*PODS.values(), *IN_USER_NAMESPACE.values()],
    ids=[*PODS, *(f"{name} in a user namespace" for name in IN_USER_NAMESPACE)],
)
def test_a_component_refuses_what_the_level_that_it_is_asked_for_forbids(pod: Stated) -> None:
    for level in LEVELS:
        if allowed(pod, level):
            pod_template("mc1", pod.arguments(level), "shop-test")
        else:
            with pytest.raises(WiringError, match=f", which {level} (forbids|demands)| that {level} forbids"):
                pod_template("mc1", pod.arguments(level), "shop-test")


def test_a_refusal_names_the_field() -> None:
    with pytest.raises(WiringError) as refused:
        pod_template("mc1", PODS["privileged"].arguments("restricted"), "shop-test")
    assert str(refused.value) == (
        "mc1: containers[1st].security_context.privileged is true, which restricted forbids; expected false"
    )


def stated_later(capability: str, profile: str) -> Stated:
    """Return a Pod whose added capability and AppArmor profile are known later."""
    return Stated(
        "restricted",
        {"annotations": {APP_ARMOR: later(profile)}},
        {"security_context": {"capabilities": {"add": [later(capability)]}}},
    )


@pytest.mark.parametrize(
    ("capability", "profile", "sentence"),
    [
        (
            "NET_RAW",
            "runtime/default",
            "containers[1st].security_context.capabilities.add has NET_RAW, which restricted forbids",
        ),
        (
            "NET_BIND_SERVICE",
            "unconfined",
            f'annotations has "unconfined" at {APP_ARMOR}, which restricted forbids',
        ),
    ],
)
def test_a_part_that_is_known_later_is_refused_when_it_is_known(
    capability: str, profile: str, sentence: str
) -> None:
    with pytest.raises(WiringError, match=re.escape(f"mc1: {sentence}")):
        run(lambda: SidecarPod("mc1", stated_later(capability, profile).arguments("restricted")))


def test_a_part_that_is_known_later_may_meet_the_level() -> None:
    pod = run(
        lambda: SidecarPod("mc1", stated_later("NET_BIND_SERVICE", "runtime/default").arguments("restricted"))
    )
    made = pod.resource(POD_KIND).inputs
    assert made["metadata"]["annotations"][APP_ARMOR] == "runtime/default"
    assert made["spec"]["containers"][0]["securityContext"]["capabilities"] == {
        "drop": ["ALL"],
        "add": ["NET_BIND_SERVICE"],
    }


def test_every_rule_is_tried_with_a_pod_that_breaks_it() -> None:
    tried = {
        (level, token, field)
        for pod in (*PODS.values(), *IN_USER_NAMESPACE.values(), HOST_PROCESS)
        for level in LEVELS
        for token, field, _ in complaints(pod, level)
    }
    assert {(level, *key) for level in LEVELS for key in CHECKS_OF_LEVEL[level]} == tried


def test_every_field_that_a_rule_names_is_a_field_of_kubernetes() -> None:
    keys = {key for level in LEVELS for key in CHECKS_OF_LEVEL[level]} - {("core/v1:PodSpec", "annotations")}
    assert not [(token, field) for token, field in keys if field not in fields_of(token)]


def test_every_relaxed_rule_is_a_rule() -> None:
    assert all(RELAXED_IN_USER_NAMESPACE[level] <= CHECKS_OF_LEVEL[level].keys() for level in LEVELS)


@pytest.mark.parametrize(
    ("name", "level", "complaint"),
    [
        ("privileged", "restricted", Complaint("is true, which restricted forbids", "false")),
        ("privileged", "baseline", Complaint("is true, which baseline forbids", "false")),
        ("perhaps root", "restricted", Complaint("is false, which restricted forbids", "true")),
        ("root", "restricted", Complaint("is 0, which restricted forbids", "1 or more")),
        ("port of the node", "baseline", Complaint("is 80, which baseline forbids", "no host port")),
        (
            "no system call filter",
            "baseline",
            Complaint('is "Unconfined", which baseline forbids', "one of RuntimeDefault, Localhost"),
        ),
        (
            "capability of the default set",
            "restricted",
            Complaint("has CHOWN, which restricted forbids", "no others than NET_BIND_SERVICE"),
        ),
        (
            "some capabilities dropped",
            "restricted",
            Complaint("is without ALL, which restricted demands", '["ALL"]'),
        ),
        (
            "no AppArmor by annotation",
            "baseline",
            Complaint(
                'has "unconfined" at container.apparmor.security.beta.kubernetes.io/1st, '
                "which baseline forbids",
                "runtime/default, or localhost/ and the name of a profile",
            ),
        ),
        (
            "folder of the node",
            "baseline",
            Complaint("is a source that baseline forbids", "any other source"),
        ),
        (
            "NFS",
            "restricted",
            Complaint(
                "is a source that restricted forbids",
                "one of config_map, csi, downward_api, empty_dir, ephemeral, image, persistent_volume_claim, "
                "projected, secret",
            ),
        ),
    ],
)
def test_a_complaint_says_what_the_level_forbids_and_what_it_expects(
    name: str, level: str, complaint: Complaint
) -> None:
    assert complaint in [each for _, _, each in complaints(PODS[name], level)]
