"""A small client of GitHub's REST API."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any
"""An answer of the API, or an event. Any: it is foreign data, and each use converts what it takes."""

_PAGE = 100
_SECONDS = 30.0


class GitHubError(Exception):
    """GitHub refuses a request, or an input cannot be trusted; the text is one sentence."""


@dataclass(frozen=True)
class Api:
    """The API for one repository."""

    url: str
    """The API's address, as the runner has it in `GITHUB_API_URL`."""
    repository: str
    """The repository: `owner/name`."""
    token: str
    """The job's token."""

    def get(self, path: str, **query: str) -> Json:
        """Return the answer for a path below the repository."""
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(query)}", None)

    def pages(self, path: str, key: str = "", **query: str) -> Iterator[Json]:
        """Yield the items of every page of a list.

        Args:
            path: The path below the repository.
            key: The field that holds the list; empty if the answer itself is the list.
            query: Parameters of the request.
        """
        page = 1
        while True:
            answer = self.get(path, **query, per_page=str(_PAGE), page=str(page))
            items = answer[key] if key else answer
            yield from items
            if len(items) < _PAGE:
                return
            page += 1

    def send(self, method: str, path: str, body: Mapping[str, str]) -> Json:
        """Send a change, and return the answer."""
        return self._ask(method, path, json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Json:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        address = f"{self.url}/repos/{self.repository}/{path}"
        # The address is the runner's own; a workflow cannot choose another scheme.
        request = urllib.request.Request(address, data=body, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = " ".join(error.read(300).decode(errors="replace").split())
            raise GitHubError(f"GitHub refuses {method} {path} with {error.code}: {said}") from error
        except (OSError, ValueError) as error:
            raise GitHubError(f"GitHub does not answer {method} {path}: {error}") from error
