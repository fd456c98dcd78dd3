"""Keep one issue for the drift of all stacks: open it, update it, close it."""

from __future__ import annotations

from pod_deploy_github.api import Api

TITLE = "A cluster differs from what is deployed"
"""The title of the issue."""

_MARKER = "<!-- pod-deploy drift -->"
_CLOSING = "The last check found no drift."
_MOST_CHARACTERS = 65_536
_CUT = "\n\nThe rest is in the run's artifact.\n"


def keep(report: str, api: Api) -> str:
    """Bring the issue up to date, and return what was done in a sentence.

    Args:
        report: The drift in Markdown; empty if there is none.
        api: The API for the repository.
    """
    number, body = _open_issue(api)
    wanted = f"{_MARKER}\n{report.strip()}\n"
    if len(wanted) > _MOST_CHARACTERS:
        wanted = wanted[: _MOST_CHARACTERS - len(_CUT)].rpartition("\n")[0] + _CUT
    if not report.strip():
        if number is None:
            return "There is no drift, and no open issue."
        api.send("POST", f"issues/{number}/comments", {"body": _CLOSING})
        api.send("PATCH", f"issues/{number}", {"state": "closed", "state_reason": "completed"})
        return f"The drift is gone: closed issue #{number}."
    if number is None:
        made = api.send("POST", "issues", {"title": TITLE, "body": wanted})
        return f"Opened issue #{made['number']}."
    if body.strip() == wanted.strip():
        return f"Issue #{number} says so already."
    api.send("PATCH", f"issues/{number}", {"body": wanted})
    return f"Updated issue #{number}."


def _open_issue(api: Api) -> tuple[int | None, str]:
    """Return the number and the text of our open issue; None if there is none."""
    for issue in api.pages("issues", state="open", creator="github-actions[bot]"):
        body = issue.get("body") or ""
        if body.startswith(_MARKER) and "pull_request" not in issue:
            return int(issue["number"]), body
    return None, ""
