"""The config that a stack's program sees, and mistakes in the files that hold it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.project import find_project, read_stack, stack_names
from pod_deploy.stack.render import manifests_of
from tests.unit.deploy.projects import PULUMI_YAML, write_project


def values(folder: Path, dev: str) -> dict[str, str]:
    return read_stack("dev", write_project(folder, dev=dev)).values


def test_defaults_of_the_project_fill_in_missing_values(tmp_path: Path) -> None:
    assert values(tmp_path, "") == {
        "kubernetes:enablePatchForce": "true",
        "shop:image": "nginx",
        "shop:replicas": "2",
        "shop:probes": "false",
        "shop:hosts": "[]",
    }


def test_values_of_the_stack_override_the_projects(tmp_path: Path) -> None:
    found = values(tmp_path, "config: {image: debian, 'kubernetes:enablePatchForce': false}")
    assert (found["shop:image"], found["kubernetes:enablePatchForce"]) == ("debian", "false")


@pytest.mark.parametrize("key", ["replicas", "shop:replicas"])
def test_bare_key_belongs_to_the_project(tmp_path: Path, key: str) -> None:
    assert values(tmp_path, f"config: {{'{key}': 3}}")["shop:replicas"] == "3"


def test_keys_of_other_namespaces_are_not_typed(tmp_path: Path) -> None:
    assert values(tmp_path, "config: {'kubernetes:context': kind}")["kubernetes:context"] == "kind"


def test_list_becomes_json(tmp_path: Path) -> None:
    assert json.loads(values(tmp_path, "config: {hosts: [a, b]}")["shop:hosts"]) == ["a", "b"]


@pytest.mark.parametrize("written", ["3", "'3'", "3.0"])
def test_integer_can_be_text_or_a_whole_float(tmp_path: Path, written: str) -> None:
    assert values(tmp_path, f"config: {{replicas: {written}}}")["shop:replicas"] == "3"


def test_text_can_be_a_number(tmp_path: Path) -> None:
    assert values(tmp_path, "config: {image: 5}")["shop:image"] == "5"


def test_instance_is_project_and_stack(tmp_path: Path) -> None:
    assert read_stack("dev", write_project(tmp_path)).instance == "shop-dev"


@pytest.mark.parametrize(
    ("dev", "message"),
    [
        pytest.param(
            "config: {replicas: two}",
            'stacks/Pulumi.dev.yaml: config: shop:replicas must be of type integer, not the text "two".',
            id="text for an integer",
        ),
        pytest.param(
            "config: {replicas: 2.5}",
            "stacks/Pulumi.dev.yaml: config: shop:replicas must be of type integer, not the number 2.5.",
            id="fraction for an integer",
        ),
        pytest.param(
            "config: {replicas: true}",
            "stacks/Pulumi.dev.yaml: config: shop:replicas must be of type integer, not the boolean true.",
            id="boolean for an integer",
        ),
        pytest.param(
            "config: {probes: 'on'}",
            'stacks/Pulumi.dev.yaml: config: shop:probes must be of type boolean, not the text "on".',
            id="text for a boolean",
        ),
        pytest.param(
            "config: {image: [nginx]}",
            "stacks/Pulumi.dev.yaml: config: shop:image must be of type string, not a list.",
            id="list for a string",
        ),
        pytest.param(
            "config: {hosts: [a, [b]]}",
            "stacks/Pulumi.dev.yaml: config: shop:hosts[1] must be of type string, not a list.",
            id="item of a list",
        ),
        pytest.param(
            "config: {image: }",
            "stacks/Pulumi.dev.yaml: config: shop:image has no value; leave the key out, or give it one.",
            id="no value",
        ),
        pytest.param(
            "config: nginx",
            'stacks/Pulumi.dev.yaml: config must be a mapping (`key: value` lines), not the text "nginx".',
            id="config is no mapping",
        ),
        pytest.param(
            "confg: {image: nginx}",
            'stacks/Pulumi.dev.yaml: unknown key "confg". Did you mean "config"? '
            "Keys: config, encryptionsalt, encryptedkey, environment, secretsprovider.",
            id="unknown top-level key",
        ),
        pytest.param(
            "environment: [prod]",
            "stacks/Pulumi.dev.yaml: environment: only Pulumi Cloud has environments, "
            "so this needs a Pulumi CLI.",
            id="ESC environment",
        ),
        pytest.param(
            "config:\n  image: [nginx\n  replicas: 2\n",
            "stacks/Pulumi.dev.yaml, line 3, column 11: did not find expected ',' or ']'.",
            id="malformed YAML",
        ),
        pytest.param(
            "config:\n  image: a\n  image: b\n",
            'stacks/Pulumi.dev.yaml, line 3, column 3: the key "image" occurs twice.',
            id="key twice",
        ),
        pytest.param(
            "- image",
            "stacks/Pulumi.dev.yaml must be a mapping (`key: value` lines), not a list.",
            id="a list",
        ),
        pytest.param(
            "config: {1: a}",
            "stacks/Pulumi.dev.yaml: config: the key 1 must be text; put it in quotes.",
            id="key is a number",
        ),
        pytest.param(
            "config: &all {hosts: *all}",
            "stacks/Pulumi.dev.yaml, line 1, column 9: found unconstructable recursive node.",
            id="value that holds itself",
        ),
        pytest.param(
            "config: " + "[" * 100_000,
            "stacks/Pulumi.dev.yaml: nested more than 200 levels deep.",
            id="deep nesting",
        ),
        pytest.param(
            "config: {}\n---\nconfig: {}\n",
            "stacks/Pulumi.dev.yaml, line 2, column 1: expected a single document in the stream, "
            "but found another document.",
            id="second document",
        ),
    ],
)
def test_wrong_stack_file_is_refused_in_one_line(tmp_path: Path, dev: str, message: str) -> None:
    with pytest.raises(BadInput) as refusal:
        values(tmp_path, dev)
    assert str(refusal.value) == message


def test_unknown_stack_is_refused_with_the_nearest_name_and_all_names(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        read_stack("stagin", write_project(tmp_path))
    assert str(refusal.value) == 'No stack "stagin". Did you mean "staging"? Stacks: dev, staging.'


def test_project_without_any_stack_is_told_the_file_of_one(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("{name: shop, runtime: python}", encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_stack("dev", tmp_path)
    assert str(refusal.value) == (
        f'No stack "dev": there is no Pulumi.dev.yaml in {tmp_path}; an empty file is enough.'
    )


def test_stack_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    write_project(tmp_path)
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_bytes(b"config: \xff")
    with pytest.raises(BadInput) as refusal:
        read_stack("dev", tmp_path)
    assert str(refusal.value) == "stacks/Pulumi.dev.yaml is not UTF-8 text (byte 8)."


@pytest.mark.parametrize(
    ("added", "message"),
    [
        pytest.param(
            "  size: {type: integr, default: 1}\n",
            'Pulumi.yaml: config: size: unknown type "integr". Did you mean "integer"? '
            "Types: string, integer, boolean, array, object.",
            id="unknown type",
        ),
        pytest.param(
            "  size: {type: integer, default: big}\n",
            'Pulumi.yaml: config: size: default must be of type integer, not the text "big".',
            id="default of a wrong type",
        ),
        pytest.param(
            "  size: {type: integer}\n",
            "stacks/Pulumi.dev.yaml: config: shop:size is missing, and Pulumi.yaml gives it no default.",
            id="required and missing",
        ),
    ],
)
def test_wrong_schema_is_refused_in_one_line(tmp_path: Path, added: str, message: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_stack("dev", write_project(tmp_path, pulumi_yaml=PULUMI_YAML + added))
    assert str(refusal.value) == message


def test_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        read_stack("dev", tmp_path)
    assert (
        str(refusal.value) == f"{tmp_path}/Pulumi.yaml does not exist: run this in the folder of the project."
    )


@pytest.mark.parametrize("below", ["", "stacks", "stacks/old"])
def test_project_is_the_nearest_folder_with_pulumi_yaml(tmp_path: Path, below: str) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    inner = tmp_path / "inner"
    inner.mkdir()
    write_project(inner)
    (inner / "stacks" / "old").mkdir()
    assert find_project(inner / below) == inner


def test_no_project_from_the_current_folder_upwards_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        find_project(tmp_path)
    assert str(refusal.value) == (
        f"There is no Pulumi.yaml in {tmp_path} or above: name the project's folder (--cwd)."
    )


def test_encrypted_value_is_left_to_the_cli(tmp_path: Path) -> None:
    folder = write_project(tmp_path, dev="config:\n  image: {secure: v1:abc}\n  replicas: 3\n")
    config = read_stack("dev", folder)
    assert config.encrypted == ("shop:image",)
    assert "shop:image" not in config.values
    assert config.values["shop:replicas"] == "3"
    sentence = "config: shop:image is encrypted, and only a Pulumi CLI can decrypt it"
    with pytest.raises(Refusal, match=sentence):
        manifests_of(config)


@pytest.mark.parametrize(
    ("stated", "placeholder"),
    [
        ("image: {secure: v1:abc}", "[secret]"),
        ("replicas: {secure: v1:abc}", "1"),
        ("probes: {secure: v1:abc}", "false"),
        ("hosts: {secure: v1:abc}", "[]"),
        ("hosts: [a, {secure: v1:abc}]", '["a", "[secret]"]'),
        ("more: {user: me, password: {secure: v1:abc}}", '{"user": "me", "password": "[secret]"}'),
    ],
)
def test_placeholder_of_an_encrypted_value_has_its_type(
    tmp_path: Path, stated: str, placeholder: str
) -> None:
    config = read_stack("dev", write_project(tmp_path, dev=f"config: {{{stated}}}"))
    (key,) = config.encrypted
    filled = config.with_placeholders()
    assert (filled.values[key], filled.encrypted) == (placeholder, ())


def test_stacks_are_listed_by_name(tmp_path: Path) -> None:
    assert stack_names(write_project(tmp_path)) == ["dev", "staging"]
