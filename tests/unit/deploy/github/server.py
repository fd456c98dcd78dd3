"""A stand-in for GitHub's API on loopback. It refuses what GitHub refuses."""

from __future__ import annotations

import contextlib
import json
import threading
import urllib.parse
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.foreign import Json, JsonObject

REPOSITORY = "owner/name"
TOKEN = "a-token-of-the-job"  # noqa: S105 - the stand-in's own
MOST_CHARACTERS = 65_536


@dataclass
class GitHub:
    """The state of a repository."""

    pulls: list[JsonObject] = field(default_factory=list[JsonObject])
    """The open pull requests."""
    runs: list[JsonObject] = field(default_factory=list[JsonObject])
    """The workflow runs."""
    artifacts: dict[int, list[JsonObject]] = field(default_factory=dict[int, list[JsonObject]])
    """The artifacts of each run."""
    issues: list[JsonObject] = field(default_factory=list[JsonObject])
    """The issues."""
    comments: list[JsonObject] = field(default_factory=list[JsonObject])
    """The comments on issues and pull requests."""
    changes: list[str] = field(default_factory=list[str])
    """The changes that were made, such as `POST issues`."""
    url: str = ""
    """The address of the API."""

    def get(self, path: list[str], query: dict[str, str]) -> Json:
        match path:
            case ["pulls"]:
                head = query["head"]
                return [each for each in self.pulls if each["head"]["label"] == head]
            case ["actions", "runs"]:
                return {"workflow_runs": [run for run in self.runs if run["head_sha"] == query["head_sha"]]}
            case ["actions", "runs", run, "artifacts"]:
                return {"artifacts": self.artifacts.get(int(run), [])}
            case ["issues"]:
                return [each for each in self.issues if each["state"] == query["state"]]
            case ["issues", number, "comments"]:
                return [each for each in self.comments if each["issue"] == int(number)]
            case _:
                return None

    def change(self, method: str, path: list[str], body: JsonObject) -> tuple[int, Json]:
        if len(body.get("body", "").encode("utf-16-le")) // 2 > MOST_CHARACTERS:
            return 422, {"message": "body is too long (maximum is 65536 characters)"}
        self.changes.append(f"{method} {'/'.join(path)}")
        match method, path:
            case "POST", ["issues", number, "comments"]:
                made = {"id": 1000 + len(self.comments), "issue": int(number), **body}
                self.comments.append(made)
                return 201, made
            case "PATCH", ["issues", "comments", number]:
                (found,) = [each for each in self.comments if each["id"] == int(number)]
                found.update(body)
                return 200, found
            case "POST", ["issues"]:
                made = {"number": 70 + len(self.issues), "state": "open", **body}
                self.issues.append(made)
                return 201, made
            case "PATCH", ["issues", number]:
                (found,) = [each for each in self.issues if each["number"] == int(number)]
                found.update(body)
                return 200, found
            case _:
                return 404, {"message": "Not Found"}


@contextlib.contextmanager
def serving() -> Generator[GitHub]:
    """Serve the API of an empty repository."""
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            address = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(address.query))
            prefix, _, path = address.path.partition(f"/repos/{REPOSITORY}/")
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.reply(401, {"message": "Bad credentials"})
            elif prefix or not path:
                self.reply(404, {"message": "Not Found"})
            elif self.command == "GET":
                self.reply(200, paged(github.get(path.split("/"), query), query))
            else:
                length = int(self.headers["Content-Length"])
                self.reply(*github.change(self.command, path.split("/"), json.loads(self.rfile.read(length))))

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names are http.server's

        def reply(self, status: int, body: Json) -> None:
            self.send_response(status if body is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    github.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def paged(answer: Json, query: dict[str, str]) -> Json:
    """Return one page of a list, also of one inside an object."""
    first = (int(query.get("page", "1")) - 1) * int(query.get("per_page", "30"))
    part = slice(first, first + int(query.get("per_page", "30")))
    for key in ("workflow_runs", "artifacts"):
        if answer is not None and key in answer:
            return {key: answer[key][part]}
    return answer[part] if answer is not None else None
