"""The validators of the policy pack, called through the SDK's proxies, as its server calls them."""

import copy

import pytest
from pulumi_policy import StackValidationPolicy
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE

from pod_wiring.configuration.config import Config, read_config
from pod_wiring.findings.rule import Tier
from pod_wiring.pack import policies
from pod_wiring.registry import PROGRAM_RULES, RULES
from tests.foreign import Json, JsonObject
from tests.policies.analysis import remediated, violations
from tests.policies.conftest import Rendered
from tests.policies.injections import INJECTIONS
from tests.policies.objects import Objects, nested
from tests.policies.programs import CORPUS, Program
from tests.unit.stacks.project import STACKS

OURS = {"app.kubernetes.io/managed-by": "pulumi"}


@pytest.fixture(scope="module")
def config() -> Config:
    return read_config()


def program(name: str) -> Objects:
    """Return a program of the corpus."""
    return Program(CORPUS / f"{name}.yaml").objects


HARDENED = program("shared-volume-roles/success.hardened-page")


def with_labels(objects: Objects, labels: dict[str, str]) -> Objects:
    """Return the objects with more labels."""
    labelled = copy.deepcopy(objects)
    for each in labelled:
        each["metadata"]["labels"] = {**nested(each["metadata"], "labels"), **labels}
    return labelled


def containers_of(objects: Objects) -> list[JsonObject]:
    """Return the containers of the hardened page."""
    spec = objects[0]["spec"]["template"]["spec"]
    return [*spec["initContainers"], *spec["containers"]]


def test_every_rule_is_a_policy_with_the_level_of_its_tier(config: Config) -> None:
    levels = {each.name: each.enforcement_level for each in policies(config)}
    expected = {rule.id: config.enforcement[rule.tier] for rule in RULES.values()}
    assert {name: level and level.value for name, level in levels.items()} == expected


def test_rules_about_several_objects_are_stack_policies(config: Config) -> None:
    of_stack = {policy.name for policy in policies(config) if isinstance(policy, StackValidationPolicy)}
    assert of_stack == {rule.id for rule in PROGRAM_RULES}


def test_level_of_a_rule_overrides_that_of_its_tier(config: Config) -> None:
    stricter = {**config.enforcement, "volume-nobody-mounts": "mandatory"}
    pack = policies(config._replace(enforcement=stricter))
    (level,) = [each.enforcement_level for each in pack if each.name == "volume-nobody-mounts"]
    assert level is not None
    assert level.value == "mandatory"


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_passes(stack: str, rendered: Rendered, config: Config) -> None:
    assert violations(rendered(stack), policies(config)) == []


@pytest.mark.parametrize("rule", INJECTIONS)
def test_each_defect_violates_only_its_policy(rule: str, config: Config) -> None:
    pack = policies(config)
    mutants = list(INJECTIONS[rule](HARDENED))
    assert mutants
    for mutant in mutants[:6]:
        found = {name for name, _ in violations(mutant.objects, pack)}
        assert rule in found, mutant.place
        assert found <= {rule, "volume-nobody-mounts"}, mutant.place


def test_rules_of_the_project_apply_only_to_our_objects(config: Config) -> None:
    objects = program("image-latest/failure.no-tag")
    assert violations(objects, policies(config)) == []
    found = violations(with_labels(objects, OURS), policies(config))
    assert "image-latest" in {name for name, _ in found}


def test_annotation_with_a_reason_excuses(config: Config) -> None:
    assert violations(program("ignore-without-reason/success.reason-given"), policies(config)) == []


def test_patches_are_skipped(config: Config) -> None:
    (bad,) = program("mount-names-no-volume/failure.typo-in-a-container")
    assert violations([bad], policies(config)) != []
    assert violations([{**bad, "kind": "PodPatch"}], policies(config)) == []


def test_a_helm_release_makes_pods_that_a_service_may_select(config: Config) -> None:
    objects = program("service-selects-no-pod/failure.other-value")
    release = {"kind": "Release", "apiVersion": "helm.sh/v3", "chart": "db", "status": UNKNOWN_OBJECT_VALUE}
    assert [name for name, _ in violations(objects, policies(config))] == ["service-selects-no-pod"]
    objects[1]["metadata"]["name"] = "db"
    assert violations([*objects, release], policies(config)) == []


@pytest.mark.parametrize(
    ("field", "advice"),
    [
        pytest.param("image", {"image-latest", "document-root-not-mounted"}, id="image"),
        pytest.param("args", {"writer-ignores-sigterm", "writer-misses-its-mount"}, id="args"),
        pytest.param("env", set[str](), id="env"),
        pytest.param("resources", {"resources-not-stated"}, id="resources"),
        pytest.param("securityContext", {"security-not-restricted"}, id="security"),
        pytest.param(
            "readinessProbe", {"probe-names-no-port", "probes-missing", "security-not-restricted"}, id="probe"
        ),
    ],
)
def test_unknown_value_affects_only_the_rules_that_read_it(
    field: str, advice: set[str], config: Config
) -> None:
    objects = with_labels(HARDENED, OURS)
    for container in containers_of(objects):
        container[field] = UNKNOWN_OBJECT_VALUE
    found = violations(objects, policies(config))
    assert {name for name, _ in found} == advice
    assert {text for _, text in found} <= {"unknown"}


def test_wrong_mount_stays_mandatory_if_image_and_name_are_unknown(config: Config) -> None:
    (bad,) = program("mount-names-no-volume/failure.typo-in-a-container")
    for container in bad["spec"]["containers"]:
        container["image"] = UNKNOWN_STRING_VALUE
    bad["metadata"]["name"] = UNKNOWN_STRING_VALUE
    found = dict(violations([bad], policies(config)))
    assert found["mount-names-no-volume"].startswith('container 2nd: mounts volume "htlm"')


@pytest.mark.parametrize("tier", [Tier.CORRECTNESS, Tier.WARNING])
def test_only_rules_of_the_project_read_an_image_a_command_or_a_status(tier: Tier, config: Config) -> None:
    about_probes = {"probe-names-no-port"}
    objects = copy.deepcopy(HARDENED)
    for container in containers_of(objects):
        for field in ("image", "command", "args", "env", "resources", "securityContext", "readinessProbe"):
            container[field] = UNKNOWN_OBJECT_VALUE
    objects[0]["spec"]["replicas"] = objects[0]["status"] = UNKNOWN_OBJECT_VALUE
    pack = [policy for policy in policies(config) if RULES[policy.name].tier is tier]
    assert {name for name, _ in violations(objects, pack)} <= about_probes


CLASSIC = with_labels(program("shared-volume-roles/failure.everybody-writes"), OURS)[0]


def mended(kubernetes_object: JsonObject, rule: str) -> Json:
    """Return an object after the remediation of a rule; None if the remediation changes nothing."""
    (policy,) = [each for each in policies(read_config()) if each.name == rule]
    return remediated(kubernetes_object, policy)


def test_remediation_makes_the_mount_of_a_server_read_only() -> None:
    expected = copy.deepcopy(CLASSIC)
    expected["spec"]["containers"][0]["volumeMounts"][0]["readOnly"] = True
    assert mended(CLASSIC, "shared-volume-roles") == expected


def test_remediation_limits_each_empty_dir_by_the_configured_size() -> None:
    classic = copy.deepcopy(CLASSIC)
    classic["spec"]["volumes"] += [
        {"name": "a"},
        {"name": "b", "emptyDir": {"medium": "Memory"}},
        {"name": "c", "secret": {}},
    ]
    assert mended(classic, "empty-dir-without-size-limit")["spec"]["volumes"] == [
        {"name": "html", "emptyDir": {"sizeLimit": "64Mi"}},
        {"name": "a", "emptyDir": {"sizeLimit": "64Mi"}},
        {"name": "b", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}},
        {"name": "c", "secret": {}},
    ]


def test_remediation_keeps_secrets_secret_and_unknown_values_unknown() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hush"}
    env = [{"name": "A", "value": secret}, {"name": "B", "value": UNKNOWN_STRING_VALUE}]
    classic = copy.deepcopy(CLASSIC)
    classic["spec"]["containers"][1]["env"] = env
    assert mended(classic, "shared-volume-roles")["spec"]["containers"][1]["env"] == env


def unknown() -> Json:
    """Return the classic Pod with unknown values in the fields that remediation would change."""
    classic = copy.deepcopy(CLASSIC)
    classic["spec"]["volumes"][0]["emptyDir"] = UNKNOWN_OBJECT_VALUE
    classic["spec"]["containers"][0]["volumeMounts"][0]["readOnly"] = UNKNOWN_OBJECT_VALUE
    return classic


@pytest.mark.parametrize("rule", ["shared-volume-roles", "empty-dir-without-size-limit"])
@pytest.mark.parametrize(
    "untouched",
    [
        pytest.param(with_labels(HARDENED, OURS)[0], id="right"),
        pytest.param(unknown(), id="unknown"),
        pytest.param({**CLASSIC, "metadata": {"name": "mc1"}}, id="not-ours"),
    ],
)
def test_remediation_does_not_change_correct_unknown_or_foreign_objects(untouched: Json, rule: str) -> None:
    assert mended(untouched, rule) is None


def test_remediation_does_not_change_exempt_objects() -> None:
    excused = copy.deepcopy(CLASSIC)
    excused["metadata"]["annotations"] = {
        "policies": "ignore=empty-dir-without-size-limit it is a textbook's"
    }
    assert mended(excused, "empty-dir-without-size-limit") is None
