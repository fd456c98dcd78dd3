"""The stacks' files: the settings that they may state, and the sentences that refuse mistakes."""

import ast
import inspect
import re
import textwrap
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import pulumi
import pytest
from pulumi.runtime.config import set_all_config

from stacks.settings import Items, Quantities, Range, Settings, SettingsError, load, parse
from tests.unit.pulumi_mocks import PROJECT as NAME
from tests.unit.pulumi_mocks import run
from tests.unit.stacks.project import PROJECT, STACKS, config, stack_file, text

DECLARED = {key: value for key, value in PROJECT["config"].items() if ":" not in key}
DEFAULTS = {key: text(value["default"]) for key, value in DECLARED.items()}
FILE = "stacks/Pulumi.test.yaml"
KEYS = (
    "name, createNamespace, requireContext, workload, replicas, maxReplicas, podDisruptionBudget, "
    "networkPolicy, podSecurity, serverImage, serverPort, writer, writerImage, writerInterval, pageLines, "
    "logWatcher, metrics, exporterImage, helpers, probes, drainSeconds, requests, limits, policyExceptions"
)


def test_pulumi_yaml_declares_every_setting_with_its_type_a_default_and_a_description() -> None:
    hints = get_type_hints(Settings)
    del hints["own_namespace"], hints["file"]
    words = {bool: "boolean", int: "integer", str: "string", Quantities: "string", Items: "array"}
    settings = {
        name: "string" if get_origin(hint) is Literal else words[hint] for name, hint in hints.items()
    }
    snake = {"".join(f"_{c.lower()}" if c.isupper() else c for c in key): key for key in DECLARED}
    assert {name: DECLARED[key]["type"] for name, key in snake.items()} == settings
    for each in DECLARED.values():
        assert set(each) - {"items"} == {"type", "default", "description"}
        assert ("items" in each) == (each["type"] == "array")


def test_only_pulumi_yaml_describes_a_setting() -> None:
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body
    assert isinstance(declared, ast.ClassDef)
    previous = declared.body[0]
    described: list[str] = []
    for statement in declared.body[1:]:
        if isinstance(statement, ast.Expr):
            assert isinstance(previous, ast.AnnAssign)
            described.append(ast.unparse(previous.target))
        previous = statement
    assert described == ["file", "own_namespace"]


def test_the_range_of_every_number_is_stated_once_and_beside_its_type() -> None:
    hints = get_type_hints(Settings, include_extras=True)
    numbers = {name for name, hint in get_type_hints(Settings).items() if hint is int}
    assert {name for name, hint in hints.items() if get_origin(hint) is Annotated} == numbers
    assert all(isinstance(get_args(hints[name])[1], Range) for name in numbers)
    assert not [each for each in DECLARED.values() if re.search(r"\d to \d|or more", each["description"])]


def test_the_defaults_are_the_secure_ones() -> None:
    settings = parse(DEFAULTS, FILE)
    assert (settings.pod_security, settings.require_context, settings.probes) == ("restricted", True, True)
    assert (settings.network_policy, settings.pod_disruption_budget) == (True, True)
    assert set(settings.requests) == set(settings.limits) == {"cpu", "memory", "ephemeral-storage"}
    assert settings.writer == "bounded"
    for image in (settings.server_image, settings.writer_image, settings.exporter_image):
        assert image.rpartition(":")[2] not in ("latest", image)


@pytest.mark.parametrize("stack", STACKS)
def test_the_stacks_files_repeat_no_default_except_the_number_of_pods(stack: str) -> None:
    repeated = {key for key, value in stack_file(stack).items() if DEFAULTS.get(key) == text(value)}
    assert repeated <= {"replicas"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_recovers_from_a_killed_up_and_manual_changes(stack: str) -> None:
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
        ({"pageLines": "-1"}, 'pageLines is "-1"; expected 1 or more'),
        ({"pageLines": "0"}, 'pageLines is "0"; expected writer: classic instead'),
        (
            {"writer": "clasic"},
            'writer is "clasic"; expected one of classic, bounded; did you mean classic?',
        ),
        ({"replicas": "0"}, 'replicas is "0"; expected a number from 1 to 500'),
        ({"replicas": "501"}, 'replicas is "501"; expected a number from 1 to 500'),
        ({"maxReplicas": "501"}, 'maxReplicas is "501"; expected a number from 0 to 500'),
        (
            {"replicas": "3", "maxReplicas": "2"},
            "maxReplicas is 2, fewer than replicas; expected 3 or more, or 0 for no autoscaler",
        ),
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
        ({"helpers": "log"}, 'helpers is "log"; expected a list'),
        ({"helpers": '{"nginx": {}}'}, 'helpers is "{"nginx": {}}"; expected a list'),
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
        "the old spelling of the classic writer",
        "mistyped writer",
        "no Pod",
        "too many Pods",
        "too many Pods for an autoscaler",
        "an upper limit below the lower one",
        "longer than Kubernetes waits",
        "text for a truth",
        "mistyped word",
        "unknown word",
        "no amount",
        "no list",
        "a map for a list",
        "empty amount",
    ],
)
def test_a_mistake_in_a_stacks_file_is_refused_with_one_sentence(
    changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({**DEFAULTS, **changes}, FILE)
    assert str(refusal.value) == f"{FILE}: {sentence}"


def test_a_key_without_a_value_is_refused() -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({key: value for key, value in DEFAULTS.items() if key != "name"}, FILE)
    assert str(refusal.value) == f"{FILE}: name is missing; expected it here, or a default in Pulumi.yaml"


def test_a_refusal_shows_no_secret() -> None:
    with pytest.raises(SettingsError) as refusal:
        parse({**DEFAULTS, "replicas": "s3cret"}, FILE, secrets={"replicas"})
    assert str(refusal.value) == f"{FILE}: replicas is a secret; expected a whole number"


def test_the_first_and_the_last_number_of_a_range_are_accepted() -> None:
    settings = parse({**DEFAULTS, "pageLines": "1", "drainSeconds": "30", "serverPort": "65535"}, FILE)
    assert (settings.page_lines, settings.drain_seconds, settings.server_port) == (1, 30, 65535)


def test_amounts_are_written_as_for_kubectl() -> None:
    settings = parse({**DEFAULTS, "requests": "cpu=50m, memory=64Mi", "limits": ""}, FILE)
    assert (settings.requests, settings.limits) == ({"cpu": "50m", "memory": "64Mi"}, {})


def test_helpers_that_hold_a_secret_are_refused() -> None:
    def program() -> Settings:
        set_all_config({f"{NAME}:{key}": value for key, value in DEFAULTS.items()}, [f"{NAME}:helpers"])
        return load()

    with pytest.raises(SettingsError) as refusal:
        run(program)
    assert str(refusal.value) == (
        f"{FILE}: helpers holds a secret; expected plain values, and a Secret of the cluster for the rest"
    )


def loaded(**more: str) -> Settings:
    """Load the settings inside a running program."""
    seen = {f"{NAME}:{key}": value for key, value in DEFAULTS.items()}
    return run(load, config={**seen, **more}).returned


def test_the_running_stacks_settings_are_loaded_and_other_namespaces_left_alone() -> None:
    settings = loaded(**{"kubernetes:context": "kind", "aws:region": "eu-west-1", f"{NAME}:name": "web"})
    assert settings == parse({**DEFAULTS, "name": "web"}, FILE)


def test_a_key_may_be_written_with_or_without_the_projects_name() -> None:
    seen = {f"{NAME}:{key}": value for key, value in DEFAULTS.items() if key != "name"}
    more = {"kubernetes:context": "kind", "name": "web"}
    assert run(load, config={**seen, **more}).returned == parse({**DEFAULTS, "name": "web"}, FILE)


def test_a_setting_of_another_project_is_refused() -> None:
    with pytest.raises(SettingsError) as refusal:
        loaded(**{"kubernetes:context": "kind", "old-name:replicas": "3"})
    assert str(refusal.value) == (
        f"{FILE}: old-name:replicas is a key of another project; expected {NAME}:replicas"
    )


def test_the_namespace_that_a_stack_owns_is_a_setting() -> None:
    more = {"kubernetes:context": "kind", "kubernetes:namespace": "web"}
    assert loaded(**more).own_namespace is None
    assert loaded(**more, **{f"{NAME}:createNamespace": "true"}).own_namespace == "web"


@pytest.mark.parametrize("context", [{}, {"kubernetes:context": ""}], ids=["missing", "empty"])
def test_a_stack_that_needs_a_context_refuses_to_run_without_one(context: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        loaded(**context)
    assert str(refusal.value) == (
        f"{FILE}: kubernetes:context is missing; expected the context of your kubeconfig to deploy to"
    )


@pytest.mark.parametrize("namespace", [{}, {"kubernetes:namespace": "default"}], ids=["missing", "default"])
def test_a_stack_cannot_create_the_default_namespace(namespace: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        loaded(**{"kubernetes:context": "kind", f"{NAME}:createNamespace": "true"}, **namespace)
    assert str(refusal.value) == (
        f"{FILE}: createNamespace is true; expected kubernetes:namespace to name one of the stack's own"
    )


def test_a_refusal_ends_a_pulumi_program_without_a_traceback() -> None:
    assert issubclass(SettingsError, pulumi.RunError)
