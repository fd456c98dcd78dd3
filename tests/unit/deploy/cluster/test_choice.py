"""The choice of a stack's cluster, and the mistakes that are found before any request."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pod_deploy.cluster.choice import choose_cluster
from pod_deploy.refusal import Refusal
from pod_deploy.stack.project import StackConfig


def kubeconfig(path: Path, *contexts: str, current: str = "", namespace: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [
        {"name": c, "context": {"cluster": c, "user": "jane", "namespace": namespace}} for c in contexts
    ]
    servers = [{"name": c, "cluster": {"server": f"https://{c}:6443"}} for c in contexts]
    content = {"kind": "Config", "contexts": entries, "clusters": servers, "current-context": current}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set a home without a kubeconfig, and no KUBECONFIG."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    return tmp_path


@pytest.fixture
def local_cluster(tmp_path: Path) -> Path:
    """Write a command of a local cluster that keeps its state in a file, and return that file."""
    state, own = (
        tmp_path / "state",
        kubeconfig(tmp_path / "local" / "kubeconfig", "local-cluster", current="local-cluster"),
    )
    script = tmp_path / "local_cluster" / "__main__.py"
    script.parent.mkdir()
    script.write_text(
        "import pathlib, sys\n"
        f"state = pathlib.Path({str(state)!r})\n"
        'if sys.argv[1] == "up": sys.exit(state.write_text("running") != 7)\n'
        'if sys.argv[1] == "status":\n'
        '    print(\'{"state": "stopped", "address": null}\' if not state.exists() else\n'
        '          \'{"state": "%s", "address": "10.99.0.2"}\' % state.read_text())\n'
        f'if sys.argv[1] == "env": print("export KUBECONFIG={own}\\nexport PATH=/local/bin:\\"$PATH\\"")\n',
        encoding="utf-8",
    )
    return state


def stack(**values: str) -> StackConfig:
    """Return a stack whose project is in the home folder."""
    named = {f"kubernetes:{key}": value for key, value in values.items()}
    return StackConfig(Path.home(), "shop", "prod", Path("stacks/Pulumi.prod.yaml"), named)


def test_kubeconfig_variable_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kubeconfig(home / ".kube" / "config", "mine", current="mine")
    file = kubeconfig(home / "kubeconfig", "kind", current="kind", namespace="team")
    monkeypatch.setenv("KUBECONFIG", str(file))
    chosen = choose_cluster(stack(), start=False)
    assert chosen is not None
    assert (chosen.context, chosen.namespace, chosen.server) == ("kind", "team", "https://kind:6443")
    assert (chosen.environment, chosen.is_current) == ({"KUBECONFIG": str(file)}, True)


def test_namespace_of_the_stack_overrides_the_contexts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kubeconfig(home / "kubeconfig", "kind", current="kind", namespace="team")
    monkeypatch.setenv("KUBECONFIG", str(file))
    chosen, same = (choose_cluster(stack(namespace=name), start=False) for name in ("shop", "team"))
    assert chosen is not None
    assert (chosen.namespace, chosen.is_current) == ("shop", False)
    assert same is not None
    assert (same.namespace, same.is_current) == ("team", True)


def test_context_of_the_stack_is_used_in_that_kubeconfig(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(home / "kubeconfig", "kind", "live", current="kind")))
    chosen = choose_cluster(stack(context="live"), start=False)
    assert chosen is not None
    assert (chosen.context, chosen.is_current) == ("live", False)
    assert chosen.shown_as == 'context "live" of KUBECONFIG'


def test_first_of_several_files_that_states_a_value_wins(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = kubeconfig(home / "one", "a", current="", namespace="first")
    two = kubeconfig(home / "two", "a", "b", current="b", namespace="second")
    monkeypatch.setenv("KUBECONFIG", f"{one}:{home / 'missing'}:{two}")
    chosen, named = choose_cluster(stack(), start=False), choose_cluster(stack(context="a"), start=False)
    assert chosen is not None
    assert named is not None
    assert (chosen.context, named.namespace) == ("b", "first")


def test_kubeconfig_of_the_user_is_used_only_with_the_stacks_context(home: Path) -> None:
    kubeconfig(home / ".kube" / "config", "mine", "live", current="mine")
    chosen = choose_cluster(stack(context="live"), start=False)
    assert chosen is not None
    assert chosen.context == "live"


@pytest.mark.usefixtures("local_cluster")
@pytest.mark.parametrize("values", [{}, {"context": "local-cluster"}], ids=["no context", "local-cluster"])
def test_current_context_of_the_user_is_never_used_by_accident(home: Path, values: dict[str, str]) -> None:
    kubeconfig(home / ".kube" / "config", "mine", current="mine")
    chosen = choose_cluster(stack(**values), start=True)
    assert chosen is not None
    assert (chosen.context, chosen.shown_as) == ("local-cluster", "the local cluster")


def test_local_cluster_is_started_on_request(local_cluster: Path) -> None:
    assert choose_cluster(stack(), start=True) is not None
    assert local_cluster.read_text(encoding="utf-8") == "running"


def test_kubectl_of_the_local_cluster_comes_first_on_path(
    local_cluster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_cluster.write_text("running", encoding="utf-8")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    chosen = choose_cluster(stack(), start=False)
    assert chosen is not None
    assert chosen.environment["PATH"] == "/local/bin:/usr/bin:/bin"


@pytest.mark.parametrize("start", [True, False])
@pytest.mark.usefixtures("home")
def test_project_without_a_local_cluster_needs_kubeconfig(start: bool) -> None:
    with pytest.raises(Refusal) as refusal:
        choose_cluster(stack(), start=start)
    assert str(refusal.value) == (
        "No cluster is named: set KUBECONFIG, or kubernetes:context in the stack's file to a context of "
        "~/.kube/config."
    )


@pytest.mark.usefixtures("local_cluster")
def test_missing_local_cluster_is_not_started_for_a_look() -> None:
    assert choose_cluster(stack(), start=False) is None


def test_stopped_local_cluster_is_refused_for_a_look(
    local_cluster: Path,
) -> None:
    local_cluster.write_text("stopped", encoding="utf-8")
    message = (
        "The local cluster is stopped, and keeps its objects. Start it first: python -m local_cluster up"
    )
    assert refusal_of(stack()) == message


def refusal_of(config: StackConfig) -> str:
    with pytest.raises(Refusal) as refusal:
        choose_cluster(config, start=False)
    return str(refusal.value)


def test_missing_kubeconfig_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/no/such/file")
    assert refusal_of(stack()) == "KUBECONFIG names /no/such/file, which does not exist."


@pytest.mark.usefixtures("local_cluster")
def test_missing_kubeconfig_is_refused_with_a_hint_to_the_local_cluster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KUBECONFIG", "/no/such/file")
    message = "KUBECONFIG names /no/such/file, which does not exist; unset it to use the local cluster."
    assert refusal_of(stack()) == message


def test_context_without_any_kubeconfig_is_refused(home: Path) -> None:
    names = 'stacks/Pulumi.prod.yaml names the context "live", but there is no'
    message = f"{names} {home}/.kube/config and no KUBECONFIG."
    assert refusal_of(stack(context="live")) == message


def test_unknown_context_is_refused_with_the_nearest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(home / "kubeconfig", "kind-live", "other")))
    assert refusal_of(stack(context="kind-liv")) == (
        'The context "kind-liv" of stacks/Pulumi.prod.yaml is not in KUBECONFIG. Did you mean "kind-live"? '
        "Contexts: kind-live, other."
    )


def test_kubeconfig_without_a_current_context_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(home / "kubeconfig", "kind")))
    assert (
        refusal_of(stack()) == "KUBECONFIG has no current context: choose one (kubectl config use-context …)."
    )


def test_kubeconfig_that_is_not_yaml_is_refused_with_its_line(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "kubeconfig").write_text("contexts: [\n", encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", str(home / "kubeconfig"))
    assert refusal_of(stack()) == (
        f"{home}/kubeconfig, line 2, column 1: did not find expected node content."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("contexts: 5", "contexts must be a list, not the number 5."),
        ("contexts: {a: b}", "contexts must be a list, not a mapping."),
        ("contexts: [a]", 'contexts[0] must be a mapping (`key: value` lines), not the text "a".'),
        ("contexts: [{context: {cluster: a}}]", "contexts[0]: name must be text, not nothing."),
        (
            "clusters: [{name: a, cluster: b}]",
            'clusters[0]: cluster must be a mapping (`key: value` lines), not the text "b".',
        ),
    ],
)
def test_kubeconfig_of_another_shape_is_refused_with_the_place(
    home: Path, monkeypatch: pytest.MonkeyPatch, content: str, sentence: str
) -> None:
    (home / "kubeconfig").write_text(content, encoding="utf-8")
    monkeypatch.setenv("KUBECONFIG", str(home / "kubeconfig"))
    assert refusal_of(stack()) == f"{home}/kubeconfig: {sentence}"
