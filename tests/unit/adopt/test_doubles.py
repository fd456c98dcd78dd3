"""A comment warns of entries that the API server stores twice, and that server-side apply refuses."""

import pytest

from tests.unit.adopt.manifests import POD, cron_job, deployment, pod
from tests.unit.adopt.programs import objects_in, objects_of, program_of

NEVER = "restartPolicy: Never\n"
TWICE = """\
imagePullSecrets: [{name: registry}, {name: registry}]
hostAliases: [{ip: 10.0.0.1, hostnames: [a]}, {ip: 10.0.0.1, hostnames: [b]}]
initContainers:
- {name: fill, image: a, env: [{name: A, value: "1"}, {name: B, value: $(A)}, {name: A, value: "2"}]}
containers:
- name: web
  image: nginx
  ports:
  - {containerPort: 53, protocol: UDP}
  - {containerPort: 53}
  - {containerPort: 53, protocol: TCP, name: dns}
"""
ONE_OF_EACH = (
    "imagePullSecrets has registry a second time",
    "hostAliases has 10.0.0.1 a second time",
    "env of container fill has A a second time",
    "ports of container web has 53/TCP a second time",
)


def comments(program: str) -> str:
    return " ".join(line.removeprefix("# ") for line in program.splitlines() if line.startswith("#"))


@pytest.mark.parametrize(
    ("manifest", "line"),
    [
        pytest.param(pod(TWICE), 6, id="Pod"),
        pytest.param(deployment(TWICE), 10, id="Deployment"),
        pytest.param(cron_job("schedule: '@daily'\n", spec=f"{NEVER}{TWICE}"), 12, id="CronJob"),
    ],
)
def test_comment_names_each_entry_that_is_there_twice(manifest: str, line: int) -> None:
    program = program_of(manifest)
    said = comments(program)
    for entry in ONE_OF_EACH:
        sentence = f"{entry}. Server-side apply refuses that, and so does `pulumi up`: state it once."
        assert sentence in said
    assert f"app.yaml:{line}: {ONE_OF_EACH[0]}" in said
    assert objects_of(program) == list(objects_in(manifest))


def test_no_comment_on_entries_that_differ() -> None:
    assert "a second time" not in program_of(deployment(POD))
