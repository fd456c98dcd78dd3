"""The reference of each language has every field of the schema, under the language's own names."""

import json
import re

import pytest

from tests.foreign import JsonObject
from tools.docs_site.languages import LANGUAGES, Language
from tools.docs_site.reference import SCHEMA, reference_pages

PAGES = reference_pages()
SCHEMA_ITSELF: JsonObject = json.loads(SCHEMA.read_text(encoding="utf-8"))
OBJECTS = {
    token.rpartition(":")[2]: each
    for kind in ("resources", "types")
    for token, each in SCHEMA_ITSELF[kind].items()
}
each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.page)


def sections(page: str) -> dict[str, str]:
    """Return the text below each heading of a component or a type."""
    _, *parts = re.split(r"^### (.+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@each_language
def test_page_has_each_component_and_type_with_its_fields(language: Language) -> None:
    found = sections(PAGES[f"{language.page}.md"])
    assert found.keys() == OBJECTS.keys()
    for name, each in OBJECTS.items():
        fields = [*each.get("inputProperties", {}), *each.get("properties", {})]
        assert re.findall(r"^\| `(\w+)`<br>", found[name], re.MULTILINE) == [
            language.field(field) for field in fields
        ]


@pytest.mark.parametrize(
    ("page", "row"),
    [
        ("python", "`readiness_probe`<br>`core.v1.ProbeArgsDict`"),
        ("typescript", "`readinessProbe`<br>`core.v1.Probe`"),
        ("go", "`ReadinessProbe`<br>`corev1.ProbeArgs`"),
        ("csharp", "`ReadinessProbe`<br>`Core.V1.ProbeArgs`"),
        ("java", "`readinessProbe`<br>`core.v1.inputs.ProbeArgs`"),
        ("yaml", "`readinessProbe`<br>`core/v1 Probe`"),
    ],
)
def test_probe_has_the_type_of_the_languages_sdk(page: str, row: str) -> None:
    assert row in sections(PAGES[f"{page}.md"])["Container"]


def test_description_names_fields_as_the_language_does() -> None:
    described = {
        page: sections(PAGES[f"{page}.md"])["SidecarDeployment"] for page in ("python", "go", "yaml")
    }
    for page, name in {"python": "max_replicas", "go": "MaxReplicas", "yaml": "maxReplicas"}.items():
        assert f"with `{name}` the lower limit" in described[page]


@pytest.mark.parametrize(
    ("page", "name"), [("python", "target_port"), ("go", "TargetPort"), ("yaml", "targetPort")]
)
def test_description_names_fields_of_kubernetes_as_the_language_does(page: str, name: str) -> None:
    assert f"A `{name}` that is a name" in sections(PAGES[f"{page}.md"])["SidecarService"]


def test_page_of_typescript_names_the_package_that_the_cli_makes() -> None:
    assert f"`@{SCHEMA_ITSELF['namespace']}/{SCHEMA_ITSELF['name']}`" in PAGES["typescript.md"]
    assert not [page for page, text in PAGES.items() if re.search(r"pulumi[./]sidecar", text, re.IGNORECASE)]
