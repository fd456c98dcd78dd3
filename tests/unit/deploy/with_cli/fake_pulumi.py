"""A fake Pulumi CLI: it notes each call, and behaves as the CLI's source where `pod_deploy` can tell.

Its notes are in `$FAKE_PULUMI/calls`, a JSON line for each; `$FAKE_PULUMI/lock` is a lock of the stack.
A preview of a stack sends the events in `$FAKE_PULUMI/events-STACK`; it fails if there is a `broken-STACK`.
"""

from __future__ import annotations

import json
import os
import site
import sys
from pathlib import Path

NOTED = (
    "KUBECONFIG",
    "NO_PROXY",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_SKIP_UPDATE_CHECK",
    "PYTHONPATH",
)
SUMMARY = """{"sequence": 1, "timestamp": 1, "summaryEvent":
  {"maybeCorrupt": false, "durationSeconds": 1, "resourceChanges": {}, "PolicyPacks": {}}}"""
HISTORY = """[{"kind": "update", "result": "succeeded",
  "startTime": "2026-11-22T16:00:00.000Z", "endTime": "2026-11-22T16:00:01.000Z",
  "message": "", "environment": {}, "config": {}}]"""


def main(arguments: list[str], folder: Path) -> int:
    if arguments == ["version"]:
        print(os.environ.get("FAKE_PULUMI_VERSION", "v3.272.0"))
        return 0
    words = [word for word in arguments if word != "--non-interactive"]
    note = {
        "words": words,
        "cwd": str(Path.cwd()),
        "env": {k: v for k, v in os.environ.items() if k in NOTED},
    }
    with (folder / "calls").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps(note) + "\n")
    match words[:2]:
        case ["stack", "select"]:
            return 0 if (folder / "stack").exists() else fail("error: no stack named 'dev' found")
        case ["stack", "init"]:
            return initialise(folder)
        case ["stack", "output"]:
            secret = "hush" if "--show-secrets" in words else "[secret]"
            print(json.dumps({"name": "mc1", "token": secret}))
        case ["stack", "history"]:
            print(HISTORY)
        case ["stack", "export"]:
            print('{"version": 3, "deployment": {"resources": []}}')
        case ["cancel", *_]:
            (folder / "lock").unlink()
        case ["up" | "preview" | "destroy" as operation, *_]:
            return operate(operation, words, folder)
        case _:
            return fail(f"error: unknown command {words}")
    return 0


def initialise(folder: Path) -> int:
    """Make the stack, and write the salt into this project's stack file as the CLI does."""
    if (folder / "stack").exists():
        return fail("error: stack 'dev' already exists")
    (folder / "stack").touch()
    directory = (
        "stacks" if "stackConfigDir: stacks" in Path("Pulumi.yaml").read_text(encoding="utf-8") else "."
    )
    with (Path(directory) / "Pulumi.dev.yaml").open("a", encoding="utf-8") as file:
        file.write("encryptionsalt: v1:salt\n")
    return 0


def operate(operation: str, words: list[str], folder: Path) -> int:
    lock = folder / "lock"
    if lock.exists():
        holder = lock.read_text(encoding="utf-8")
        return fail(f"error: the stack is currently locked by 1 lock(s).\n  file:///x: {holder}")
    stack = words[words.index("--stack") + 1]
    if (folder / "broken").exists() or (folder / f"broken-{stack}").exists():
        print("Diagnostics:\n  pulumi:pulumi:Stack (shop-dev):\n    error: size: too big")
        return fail("error: update failed")
    print(f"{operation}: one\n{operation}: two")
    if "--config-file" in words:
        print(Path(words[words.index("--config-file") + 1]).read_text(encoding="utf-8"))
    if operation == "preview":
        events = folder / f"events-{stack}"
        before = events.read_text(encoding="utf-8").splitlines() if events.exists() else []
        send([*before, SUMMARY], words[words.index("--event-log") + 1].removeprefix("tcp://"))
    return 0


def send(events: list[str], address: str) -> None:
    """Send events; the last one tells the SDK that the preview has ended."""
    site.main()  # we were started without the packages, which is quicker
    import grpc
    from pulumi.runtime.proto import events_pb2, events_pb2_grpc

    requests = iter([events_pb2.EventRequest(event=event) for event in events])
    with grpc.insecure_channel(address) as channel:
        events_pb2_grpc.EventsStub(channel).StreamEvents(requests)  # pyright: ignore[reportUnknownMemberType]


def fail(complaint: str) -> int:
    print(complaint, file=sys.stderr)
    return 255


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(os.environ["FAKE_PULUMI"])))
