"""A program in Pulumi YAML is rendered without a Pulumi CLI."""

from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.project import read_stack
from pod_deploy.stack.render import exports_of, render

HEAD = """\
name: shop
runtime: yaml
config:
  replicas: {type: integer, default: 2}
  debug: {type: boolean, default: false}
  hosts: {type: array, items: {type: string}, default: [a, b]}
"""
CONFIG_MAP = """\
resources:
  settings:
    type: kubernetes:core/v1:ConfigMap
    properties: {metadata: {name: settings}, data: {word: hello}}
"""


def project(folder: Path, program: str, dev: str = "") -> Path:
    (folder / "Pulumi.yaml").write_text(HEAD + program)
    (folder / "Pulumi.dev.yaml").write_text(dev)
    return folder


def refusal(folder: Path, program: str) -> str:
    with pytest.raises(Refusal) as error:
        render("dev", project(folder, program))
    return error.value.message


def test_object_gets_its_version_and_kind_from_its_type(tmp_path: Path) -> None:
    (made,) = render("dev", project(tmp_path, CONFIG_MAP))
    assert (made["apiVersion"], made["kind"]) == ("v1", "ConfigMap")
    role = CONFIG_MAP.replace("core/v1:ConfigMap", "rbac.authorization.k8s.io/v1:Role")
    (made,) = render("dev", project(tmp_path, role))
    assert (made["apiVersion"], made["kind"]) == ("rbac.authorization.k8s.io/v1", "Role")


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("${replicas}", 3),
        ("${debug}", False),
        ("${hosts[1]}", "b"),
        ("${pulumi.project}-${pulumi.stack}", "shop-dev"),
        ("up to ${replicas}", "up to 3"),
        ("wait $!; echo $$HOME ${word}", "wait $!; echo $HOME hello"),
        ("${map.inner[0]['key']}".replace("'", '"'), "deep"),
        ("$${word}", "${word}"),
    ],
)
def test_text_gets_the_values_of_its_references(tmp_path: Path, stated: str, value: object) -> None:
    variables = "variables: {word: hello, map: {inner: [{key: deep}]}}\n"
    made = render(
        "dev",
        project(
            tmp_path,
            f"{variables}resources:\n  it:\n    type: kubernetes:core/v1:ConfigMap\n"
            f"    properties: {{metadata: {{name: it}}, data: {{value: {stated!r}}}}}\n",
            "config: {replicas: 3}\n",
        ),
    )
    assert made[0]["data"] == {"value": value}


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("3", 3),
        ('"3"', 3),
        ("1.5", 1.5),
        ('"007"', "007"),
        ('"TRUE"', True),
        ("[1, two]", [1, "two"]),
        ('"{word"', "{word"),
        ("word", "word"),
    ],
)
def test_key_without_a_declared_type_gets_the_type_that_the_cli_guesses(
    tmp_path: Path, stated: str, value: object
) -> None:
    program = CONFIG_MAP.replace("hello", '"${free}"')
    (made,) = render("dev", project(tmp_path, program, f"config: {{free: {stated}}}\n"))
    assert made["data"] == {"word": value}


def test_resource_takes_an_output_of_one_that_is_stated_later(tmp_path: Path) -> None:
    program = """\
resources:
  copy:
    type: kubernetes:core/v1:ConfigMap
    properties: {metadata: {name: copy}, data: {words: "${settings.data.word} and more"}}
"""
    made = render("dev", project(tmp_path, program + CONFIG_MAP.removeprefix("resources:\n")))
    (copy,) = [each for each in made if each["metadata"]["name"] == "copy"]
    assert copy["data"] == {"words": "hello and more"}


def test_component_of_an_installed_package_is_made_and_its_outputs_are_exported(tmp_path: Path) -> None:
    program = """\
resources:
  web:
    type: sidecar:SidecarDeployment
    properties: {template: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}}
  service:
    type: sidecar:index:SidecarService
    name: web
    properties: {workload: "${web.endpoints}"}
outputs:
  url: ${service.url}
"""
    made = render("dev", project(tmp_path, program))
    assert [each["kind"] for each in made] == ["Service", "Deployment"]
    exports = exports_of(read_stack("dev", tmp_path), lambda _, __: {})
    assert exports == {"url": "http://web.default.svc.cluster.local/"}


def test_secret_is_not_exported(tmp_path: Path) -> None:
    project(tmp_path, "outputs: {token: {fn::secret: s3cret}}\n")
    assert exports_of(read_stack("dev", tmp_path), lambda _, __: {}) == {"token": "[secret]"}


@pytest.mark.parametrize(
    "options", ["provider: $", "providers: [$]", "providers: {kubernetes: $}"], ids=["one", "list", "map"]
)
def test_namespace_of_a_provider_is_that_of_its_objects(tmp_path: Path, options: str) -> None:
    program = f"""{CONFIG_MAP}    options: {{{options.replace("$", '"${cluster}"')}}}
  cluster:
    type: pulumi:providers:kubernetes
    properties: {{namespace: shop}}
"""
    (made,) = render("dev", project(tmp_path, program))
    assert made["metadata"]["namespace"] == "shop"


def test_refusal_of_a_component_is_in_the_words_of_yaml(tmp_path: Path) -> None:
    program = """\
resources:
  web:
    type: sidecar:SidecarPod
    properties:
      containers: [{name: web, image: nginx}]
      sharedVolumes: [{name: html, writtenBy: {web: /a}, readBy: {wep: /b}}]
"""
    assert refusal(tmp_path, program) == (
        'web: sharedVolumes[html].readBy names "wep", which is no container of this Pod; expected web; '
        "did you mean web?"
    )


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (
            "variables: {word: hello}\noutputs: {it: '${wort}'}\n",
            'Pulumi.yaml: "wort" is no resource, variable or config key. Did you mean "word"?',
        ),
        (
            "variables: {one: '${two}', two: '${one}'}\noutputs: {it: '${one}'}\n",
            "Pulumi.yaml: one -> two -> one refers to itself.",
        ),
        (
            CONFIG_MAP + "    options: {provider: kubernetes}\n",
            "Pulumi.yaml: resources: settings: options name a provider that is none; "
            "expected a resource of the type pulumi:providers:NAME.",
        ),
        (
            "resources: {it: {type: kubernetes:core/v1:ConfigMap, properties: [a]}}\n",
            "Pulumi.yaml: resources: it: properties must be a mapping (`key: value` lines), not a list.",
        ),
        (
            CONFIG_MAP + "    options: {dependsOn: ['${setting}']}\n",
            'Pulumi.yaml: "setting" is no resource, variable or config key. Did you mean "settings"?',
        ),
        (
            "outputs: {it: '${a-}b}'}\n",
            'Pulumi.yaml: "a-" is no resource, variable or config key.',
        ),
        (
            "variables: {map: {inner: [1]}}\noutputs: {it: '${map.iner}'}\n",
            'Pulumi.yaml: ${map.iner}: there is no "iner". Did you mean "inner"?',
        ),
        (
            "outputs: {it: '${hosts[2]}'}\n",
            'Pulumi.yaml: ${hosts[2]}: there is no "2".',
        ),
        (
            CONFIG_MAP.replace("hello", '"${service.status.word}"')
            + "  service:\n    type: kubernetes:core/v1:Service\n    properties: {metadata: {name: it}}\n",
            'kubernetes:core/v1:ConfigMap "settings": data.word depends on a value from the cluster, '
            "which needs a Pulumi CLI.",
        ),
        (
            "outputs: {it: '${a b}'}\n",
            "Pulumi.yaml: outputs: it: ${a b} is no reference; expected ${name.field}.",
        ),
        (
            "outputs: {it: {fn::readFile: ./a}}\n",
            "Pulumi.yaml: outputs: it calls fn::readFile, which needs a Pulumi CLI.",
        ),
        (
            "resources: {it: {type: kubernetes:core/v1:ConfigMap, get: {id: a}}}\n",
            "Pulumi.yaml: resources: it is only read (get), which needs a Pulumi CLI.",
        ),
        (
            "resources: {it: {type: Pod}}\n",
            'Pulumi.yaml: resources: it: type is "Pod"; expected package:module:Name.',
        ),
        (
            "resources: {it: {type: random:RandomId}}\n",
            'random:index:RandomId "it" is not a Kubernetes object: '
            "it needs a Pulumi CLI and the random provider.",
        ),
    ],
)
def test_program_that_cannot_be_rendered_is_refused_in_one_sentence(
    tmp_path: Path, program: str, sentence: str
) -> None:
    assert refusal(tmp_path, program) == sentence


def test_mistake_in_a_program_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        render("dev", project(tmp_path, "outputs: {it: '${wort}'}\n"))
