"""The steps of the workflows: `python -m pod_deploy_github find|check|issue`.

The runner's own variables say which run this is; `GH_TOKEN` holds the job's token.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from pod_deploy_github.api import Api, GitHubError, Json
from pod_deploy_github.comment import checked, find, origin, run_of
from pod_deploy_github.issue import keep


def main(arguments: list[str] | None = None) -> int:
    """Run a step, and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m pod_deploy_github", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("find", help="find the pull request and the comment; write them to GITHUB_OUTPUT")
    check = steps.add_parser("check", help="check a downloaded comment, and write the one to post")
    check.add_argument("artifact", type=Path, help="the folder of the downloaded artifact")
    check.add_argument("run", type=int, help="the run that left it")
    check.add_argument("comment", type=Path, help="the file to write")
    issue = steps.add_parser("issue", help="open, update or close the issue on drift")
    issue.add_argument("report", type=Path, help="the report; empty if there is no drift")
    given = parser.parse_args(arguments)
    try:
        match given.step:
            case "find":
                return _find()
            case "check":
                given.comment.write_text(_checked(given.artifact, given.run), encoding="utf-8")
            case _:
                print(keep(given.report.read_text(encoding="utf-8"), _api()))
    except GitHubError as error:
        print(f"error: {error}.", file=sys.stderr)
        return 1
    return 0


def _find() -> int:
    """Write the outputs; write none, and say why, if there is nothing to post."""
    try:
        found = find(run_of(_event()), _api())
    except GitHubError as error:
        print(f"No comment: {error}.")
        return 0
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.writelines(f"{name}={value}\n" for name, value in found._asdict().items())
    print(f"Comment for #{found.number} from run {found.run}.")
    return 0


def _checked(artifact: Path, run: int) -> str:
    address = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{run}"
    return checked(artifact, origin(run_of(_event()).sha, address))


def _event() -> Json:
    return json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))


def _api() -> Api:
    environment = os.environ
    return Api(environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GH_TOKEN"])


if __name__ == "__main__":
    sys.exit(main())
