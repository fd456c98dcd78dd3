"""The facts that the rules know about a `sh -c` script."""

import pytest

from pod_wiring.manifests.script import script_of
from pod_wiring.manifests.shell import parse


@pytest.mark.parametrize(
    ("container", "script"),
    [
        ({"command": ["/bin/sh", "-c"], "args": ["date"]}, ("date", "/args/0")),
        ({"command": ["/bin/sh", "-c", "date"]}, ("date", "/command/2")),
        ({"command": ["bash"], "args": ["-exc", "date", "name"]}, ("date", "/args/1")),
        ({"command": ["sh", "-e", "-c", "date"]}, ("date", "/command/3")),
        ({"command": ["bash", "-o", "pipefail", "-c", "date"]}, ("date", "/command/4")),
        ({"command": ["/bin/bash", "-c", "--"], "args": ["date"]}, ("date", "/args/0")),
        ({"command": ["sh", "-cx", "date"]}, ("date", "/command/2")),
        ({"command": ["bash", "-c", "-e", "+x", "date", "name"]}, ("date", "/command/4")),
        ({"command": ["bash", "--norc", "date"]}, ("", "")),
        ({"command": ["sh", "-c", "echo $$(NAME)"]}, ("echo $(NAME)", "/command/2")),
        ({"command": ["sh", "script.sh", "-c", "date"]}, ("", "")),
        ({"command": ["tini", "--", "sh", "-c", "date"]}, ("", "")),
        ({"args": ["sh", "-c", "date"]}, ("", "")),
        ({"command": ["sh", "-c"]}, ("", "")),
        ({"command": "sh -c date"}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_script_is_the_first_operand_after_the_option_c(
    container: dict[str, object], script: tuple[str, str]
) -> None:
    assert script_of(container) == script


@pytest.mark.parametrize(
    ("script", "targets"),
    [
        ("date > /a; date >> /b; date >| /c; date &> /d", ["/a", "/b", "/c", "/d"]),
        ("date 2>&1 | tee -a /a /b >/dev/null", ["/dev/null", "/a", "/b"]),
        ("cp /x /y /dir/", ["/dir/"]),
        ("cp -t /dir /x", [None]),
        ("mv /x '/a b'", ["/a b"]),
        ("curl -fsSo /a https://example.com", ["/a"]),
        ("curl --output /a https://example.com; curl --output=/b x; curl -o/c x", ["/a", "/b", "/c"]),
        ("curl -O https://example.com/x", [None]),
        ("wget -qO /a http://example.com", ["/a"]),
        ("wget http://example.com/x", [None]),
        ("sort -o /a /a", ["/a"]),
        ('date > "$FILE"; date > /x/$(hostname); date > /x/*; date > ~/a', [None, None, None, None]),
        ("while true; do (date > /a) & { date > /b; }; if x; then date > /c; fi; done", ["/a", "/b", "/c"]),
        ("f() { date > /a; }; f", ["/a"]),
        ("echo $(date > /a)", ["/a"]),
        ("i=$((i + 1)); date > /a", ["/a"]),
        ("cat > /a <<END\nx > /b\nEND\ndate > /c", ["/a", "/c"]),
        ("f() {\n  cat <<'END'\n<p>x > /b\nEND\n}\nf > /a", ["/a"]),
        ("while true; do date; done > /a; { date; } >> /b; (date) > /c", ["/a", "/b", "/c"]),
        ("date | cat > /a; x && date > /b; ! date > /c", ["/a", "/b", "/c"]),
        ("echo > /a text; > /b date; > /c; tee > /dev/null /d", ["/a", "/b", "/c", "/d", "/dev/null"]),
        ("exec 3<>/dev/tcp/127.0.0.1/80; date > /a", ["/a"]),
        ("export A=b; C=d date > /a; E=f", ["/a"]),
        ("ssh -o /a; grep -o /a b; set -o pipefail", []),
    ],
)
def test_targets_are_the_files_that_commands_write(script: str, targets: list[str | None]) -> None:
    parsed = parse(script)
    assert parsed is not None
    assert sorted(parsed.targets, key=str) == sorted(targets, key=str)


@pytest.mark.parametrize(
    ("script", "for_ever"),
    [
        ("while true; do date; done", True),
        ("while :; do date; done", True),
        ("while /bin/true; do date; done", True),
        ("while sleep 5; do date; done", True),
        ("until false; do date; done", True),
        ("(while true; do date; done) &", True),
        ("f() { while true; do date; done; }; f", True),
        ("while true; do [ -e /x ] || date; done > /a", True),
        ("while test -e /x; do date; done", False),
        ("while true; do if x; then break; fi; done", False),
        ("while true; do x && exit 0; done", False),
        ("while true; do exec server; done", False),
        ('while true; do "$COMMAND"; done', False),
        ("while read -r line; do echo $line; done", False),
        ("for i in 1 2 3; do date; done", False),
    ],
)
def test_loop_that_nothing_leaves_is_endless(script: str, for_ever: bool) -> None:
    parsed = parse(script)
    assert parsed is not None
    assert parsed.loops_for_ever is for_ever


@pytest.mark.parametrize(
    ("script", "traps"),
    [
        ("trap 'exit 0' TERM", True),
        ("trap stop INT SIGTERM", True),
        ("trap stop 15", True),
        ('trap "$HANDLER" TERM', True),
        ('trap stop "$SIGNAL"', True),
        ("f() { trap 'exit 0' TERM; }", True),
        ("trap '' TERM", False),
        ("trap - TERM", False),
        ("trap stop INT", False),
        ("trap stop EXIT", False),
        ("date", False),
    ],
)
def test_trap_of_sigterm_is_known(script: str, traps: bool) -> None:
    parsed = parse(script)
    assert parsed is not None
    assert parsed.traps_sigterm is traps


@pytest.mark.parametrize(
    "script",
    [
        "",
        "  \n",
        "# nothing",
        "case $x in a) ;; esac",
        "[[ -e x ]]",
        "echo 'open",
        "x" * 30_000,
        "(" * 3_000,
        "! while true; do date; done",
    ],
)
def test_script_that_cannot_be_judged_is_none(script: str) -> None:
    assert parse(script) is None
