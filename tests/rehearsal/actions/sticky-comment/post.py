"""Create the comment, or edit it: https://github.com/marocchino/sticky-pull-request-comment/blob/v3.0.5/src/comment.ts."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path
from typing import Any


# Any: the answers of the API are foreign data.
def ask(method: str, path: str, body: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - see above
    """Send a request to the stand-in of GitHub, and return its answer."""
    data = json.dumps(body).encode() if body else None
    address = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
    request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - it is on loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
        return json.load(answer)


def main() -> None:
    """Post the comment."""
    marker = f"<!-- Sticky Pull Request Comment{os.environ['HEADER']} -->"
    body = {"body": f"{Path(os.environ['FILE']).read_text(encoding='utf-8')}\n{marker}"}
    comments = f"issues/{os.environ['NUMBER']}/comments"
    ours = [each["id"] for each in ask("GET", comments) if marker in each["body"]]
    if ours:
        ask("PATCH", f"issues/comments/{ours[0]}", body)
    else:
        ask("POST", comments, body)


if __name__ == "__main__":
    main()
