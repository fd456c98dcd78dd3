"""The stacks' files: what they may say, and how what they may not is refused."""

from dataclasses import fields
from typing import Literal, get_origin, get_type_hints

import pulumi
import pytest

from stacks.settings import Quantities, Settings, SettingsError, load, parse
from tests.unit.pulumi_mocks import PROJECT as NAME
from tests.unit.pulumi_mocks import run
from tests.unit.stacks.project import PROJECT, STACKS, config, stack_file, text

DECLARED = {key: value for key, value in PROJECT["config"].items() if ":" not in key}
DEFAULTS = {key: text(value["default"]) for key, value in DECLARED.items()}
FILE = "stacks/Pulumi.test.yaml"
KEYS = (
    "name, createNamespace, requireContext, workload, replicas, maxReplicas, podDisruptionBudget, "
    "networkPolicy, podSecurity, serverImage, serverPort, writerImage, writerInterval, pageLines, "
    "logWatcher, metrics, exporterImage, probes, drainSeconds, requests, limits"
)


def test_pulumi_yaml_declares_every_setting_with_its_type_a_default_and_a_description() -> None:
    hints = get_type_hints(Settings)
    words = {bool: "boolean", int: "integer", str: "string", Quantities: "string"}
    settings = {
        field.name: "string" if get_origin(hints[field.name]) is Literal else words[hints[field.name]]
        for field in fields(Settings)
    }
    snake = {"".join(f"_{c.lower()}" if c.isupper() else c for c in key): key for key in DECLARED}
    assert {name: DECLARED[key]["type"] for name, key in snake.items()} == settings
    assert all(set(each) == {"type", "default", "description"} for each in DECLARED.values())


def test_the_defaults_are_the_secure_ones() -> None:
    settings = parse(DEFAULTS, FILE)
    assert (settings.pod_security, settings.require_context, settings.probes) == ("restricted", True, True)
    assert (settings.network_policy, settings.pod_disruption_budget) == (True, True)
    assert set(settings.requests) == set(settings.limits) == {"cpu", "memory", "ephemeral-storage"}
    assert settings.page_lines > 0
    for image in (settings.server_image, settings.writer_image, settings.exporter_image):
        assert image.rpartition(":")[2] not in ("latest", image)


def test_new_project_keeps_what_the_stacks_files_state() -> None:
    asked: dict[str, dict[str, str]] = PROJECT["template"]["config"]
    assert [key for key, question in asked.items() if "default" in question] == []


@pytest.mark.parametrize("stack", STACKS)
def test_the_stacks_files_say_nothing_that_is_the_default_already_but_the_number_of_pods(stack: str) -> None:
    repeated = {key for key, value in stack_file(stack).items() if DEFAULTS.get(key) == text(value)}
    assert repeated <= {"replicas"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_heals_after_a_killed_up_and_a_hand_on_the_cluster(stack: str) -> None:
    seen = config(stack)
    assert (seen["kubernetes:upsertExistingObjects"], seen["kubernetes:enablePatchForce"]) == ("true", "true")
    assert PROJECT["options"] == {"refresh": "always"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"replica": "2"},
            f"replica is not a key that exists; expected one of {KEYS}; did you mean replicas?",
        ),
        ({"zone": "b"}, f"zone is not a key that exists; expected one of {KEYS}"),
        ({"replicas": "three"}, 'replicas is "three"; expected a whole number'),
        ({"replicas": "2.5"}, 'replicas is "2.5"; expected a whole number'),
        ({"serverPort": ""}, 'serverPort is ""; expected a whole number'),
        ({"serverPort": "0"}, 'serverPort is "0"; expected a number from 1 to 65535'),
        ({"writerInterval": "0"}, 'writerInterval is "0"; expected 1 or more'),
        ({"pageLines": "-1"}, 'pageLines is "-1"; expected 0 or more'),
        ({"drainSeconds": "31"}, 'drainSeconds is "31"; expected a number from 0 to 30'),
        ({"probes": "yes"}, 'probes is "yes"; expected true or false'),
        (
            {"workload": "deployment"},
            'workload is "deployment"; expected one of Pod, Deployment; did you mean Deployment?',
        ),
        (
            {"podSecurity": "restrict"},
            'podSecurity is "restrict"; expected one of privileged, baseline, restricted; '
            "did you mean restricted?",
        ),
        ({"requests": "cpu:20m"}, 'requests is "cpu:20m"; expected amounts such as cpu=20m,memory=32Mi'),
        ({"limits": "cpu=,"}, 'limits is "cpu=,"; expected amounts such as cpu=20m,memory=32Mi'),
    ],
    ids=[
        "mistyped key",
        "unknown key",
        "text for a number",
        "broken number",
        "empty number",
        "no port",
        "no interval",
        "fewer lines than none",
        "longer than Kubernetes waits",
        "text for a truth",
        "mistyped word",
        "unknown word",
        "no amount",
        "empty amount",
    ],
)
def test_what_a_file_may_not_say_is_refused_with_one_sentence(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({**DEFAULTS, **changes}, FILE)
    assert str(refusal.value) == f"{FILE}: {sentence}"


def test_a_key_without_a_value_is_refused() -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({key: value for key, value in DEFAULTS.items() if key != "name"}, FILE)
    assert str(refusal.value) == f"{FILE}: name is missing; expected it here, or a default in Pulumi.yaml"


def test_a_secret_that_is_refused_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({**DEFAULTS, "replicas": "s3cret"}, FILE, secrets={"replicas"})
    assert str(refusal.value) == f"{FILE}: replicas is a secret; expected a whole number"


def test_the_first_and_the_last_number_of_a_range_are_accepted() -> None:
    settings = parse({**DEFAULTS, "pageLines": "0", "drainSeconds": "30", "serverPort": "65535"}, FILE)
    assert (settings.page_lines, settings.drain_seconds, settings.server_port) == (0, 30, 65535)


def test_amounts_are_written_as_for_kubectl() -> None:
    settings = parse({**DEFAULTS, "requests": "cpu=50m, memory=64Mi", "limits": ""}, FILE)
    assert (settings.requests, settings.limits) == ({"cpu": "50m", "memory": "64Mi"}, {})


def loaded(**more: str) -> Settings:
    """Load the settings inside a running program."""
    seen = {f"{NAME}:{key}": value for key, value in DEFAULTS.items()}
    return run(load, config={**seen, **more}).returned


def test_the_running_stacks_settings_are_loaded_and_other_namespaces_left_alone() -> None:
    settings = loaded(**{"kubernetes:context": "kind", "aws:region": "eu-west-1", f"{NAME}:name": "web"})
    assert settings == parse({**DEFAULTS, "name": "web"}, FILE)


@pytest.mark.parametrize("context", [{}, {"kubernetes:context": ""}], ids=["missing", "empty"])
def test_a_stack_that_needs_a_context_refuses_to_run_without_one(context: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        loaded(**context)
    assert str(refusal.value) == (
        f"{FILE}: kubernetes:context is missing; expected the context of your kubeconfig to deploy to"
    )


@pytest.mark.parametrize("namespace", [{}, {"kubernetes:namespace": "default"}], ids=["missing", "default"])
def test_a_stack_makes_no_namespace_that_every_cluster_has(namespace: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        loaded(**{"kubernetes:context": "kind", f"{NAME}:createNamespace": "true"}, **namespace)
    assert str(refusal.value) == (
        f"{FILE}: createNamespace is true; expected kubernetes:namespace to name one of the stack's own"
    )


def test_a_refusal_ends_a_pulumi_program_without_a_traceback() -> None:
    assert issubclass(SettingsError, pulumi.RunError)
