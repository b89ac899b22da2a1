"""A contract stub of InvenioRDM's REST API. It is no InvenioRDM.

Zenodo cannot be reached and InvenioRDM cannot be had from PyPI as one runnable thing, so this
server holds the client to the documented contract, and to nothing more:
https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/ and, for what that page leaves
open, the source of invenio-drafts-resources (`new_version` returns the draft that exists).

Paths are random per thing: a client that builds an address instead of following `links` gets 404
and is remembered in `built_by_hand`. Steps out of order are refused as the real one does.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REQUIRED = ("resource_type", "title", "creators", "publication_date")
"""What a record cannot be published without: https://inveniordm.docs.cern.ch/reference/metadata/"""


class ProblemError(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"status": status, "message": message, **more}


@dataclass
class File:
    """One file of a draft or record."""

    key: str
    slug: str = field(default_factory=lambda: secrets.token_hex(6))
    content: bytes | None = None
    completed: bool = False


@dataclass
class Thing:
    """A draft or a record."""

    parent: Parent
    index: int
    body: dict[str, Any]
    slug: str = field(default_factory=lambda: secrets.token_hex(6))
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    files: dict[str, File] = field(default_factory=dict)
    published: bool = False
    doi: str | None = None


@dataclass
class Parent:
    """What binds the versions of one record; it carries the concept DOI."""

    id: str = field(default_factory=lambda: secrets.token_hex(4))
    things: list[Thing] = field(default_factory=list)
    doi: str | None = None


class Stub:
    """The state of the archive."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.parents: list[Parent] = []
        self.routes: dict[tuple[str, str], Callable[[bytes], tuple[int, Any]]] = {}
        self.built_by_hand: list[str] = []
        self.spoil_uploads = 0
        """So many uploads arrive broken."""
        self.lagging: set[str] = set()
        """Things whose state the search does not know yet: it still shows them as drafts."""
        self.foreign_links = False
        self.lock = threading.RLock()

    @property
    def things(self) -> list[Thing]:
        return [thing for parent in self.parents for thing in parent.things]

    @property
    def published(self) -> list[Thing]:
        return [thing for thing in self.things if thing.published]

    # What the two documented entry points do.

    def create(self, raw: bytes) -> tuple[int, Any]:
        parent = Parent()
        self.parents.append(parent)
        return 201, self.show(self.add(parent, json.loads(raw)))

    def search(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        words = query["q"][0]
        found = [t for t in self.things if any(i in words for i in identifiers(t))]
        size, page = int(query["size"][0]), int(query["page"][0])
        shown = found[(page - 1) * size : page * size]
        return 200, {"hits": {"hits": [self.show(t) for t in shown], "total": len(found)}}

    # What the links lead to.

    def add(self, parent: Parent, body: dict[str, Any]) -> Thing:
        thing = Thing(parent, len(parent.things) + 1, body)
        parent.things.append(thing)
        root = f"/x/{thing.slug}"
        draft = self.of_draft(thing)
        self.routes |= {
            ("GET", f"{root}/self"): lambda _: (200, self.show(self.alive(thing))),
            ("PUT", f"{root}/self"): draft(lambda raw: self.update(thing, raw)),
            ("DELETE", f"{root}/self"): draft(lambda _: self.discard(thing)),
            ("GET", f"{root}/f"): lambda _: (200, self.listed(self.alive(thing))),
            ("POST", f"{root}/f"): draft(lambda raw: self.start(thing, raw)),
            ("POST", f"{root}/doi"): draft(lambda _: self.reserve(thing)),
            ("POST", f"{root}/go"): draft(lambda _: self.publish(thing)),
            ("POST", f"{root}/next"): lambda _: self.new_version(thing),
        }
        return thing

    def alive(self, thing: Thing) -> Thing:
        if thing not in thing.parent.things:
            raise ProblemError(404, "The persistent identifier does not exist.")
        return thing

    def of_draft(self, thing: Thing) -> Callable[..., Callable[[bytes], tuple[int, Any]]]:
        def guard(action: Callable[[bytes], tuple[int, Any]]) -> Callable[[bytes], tuple[int, Any]]:
            def run(raw: bytes) -> tuple[int, Any]:
                self.alive(thing)
                if thing.published:
                    raise ProblemError(404, "The draft does not exist: it is published.")
                return action(raw)

            return run

        return guard

    def update(self, thing: Thing, raw: bytes) -> tuple[int, Any]:
        thing.body = json.loads(raw)
        return 200, self.show(thing)

    def discard(self, thing: Thing) -> tuple[int, Any]:
        thing.parent.things.remove(thing)
        return 204, None

    def start(self, thing: Thing, raw: bytes) -> tuple[int, Any]:
        for each in json.loads(raw):
            if each["key"] in thing.files:
                raise ProblemError(400, f"File with key {each['key']} already exists.")
            if "/" in each["key"]:
                raise ProblemError(400, "A key with a slash: this archive shows no folders.")
            if len(thing.files) == 100:
                raise ProblemError(400, "At most 100 files.")
            self.add_file(thing, each["key"])
        return 201, self.listed(thing)

    def add_file(self, thing: Thing, key: str) -> None:
        file = thing.files[key] = File(key)
        root = f"/y/{file.slug}"
        draft = self.of_draft(thing)
        self.routes |= {
            ("PUT", f"{root}/content"): draft(lambda raw: self.receive(file, raw)),
            ("POST", f"{root}/commit"): draft(lambda _: self.commit(file)),
            ("DELETE", f"{root}/self"): draft(lambda _: self.remove(thing, file)),
        }

    def receive(self, file: File, raw: bytes) -> tuple[int, Any]:
        if file.completed:
            raise ProblemError(400, "The file is completed.")
        if self.spoil_uploads:
            self.spoil_uploads -= 1
            raw = raw[:-1]
        file.content = raw
        return 200, entry(file)

    def commit(self, file: File) -> tuple[int, Any]:
        if file.content is None:
            raise ProblemError(400, "The file has no content.")
        file.completed = True
        return 200, entry(file)

    def remove(self, thing: Thing, file: File) -> tuple[int, Any]:
        if thing.files.pop(file.key, None) is None:
            raise ProblemError(404, "No such file.")
        return 204, None

    def reserve(self, thing: Thing) -> tuple[int, Any]:
        if thing.doi:
            raise ProblemError(400, "A DOI is reserved already.")
        thing.doi = f"10.5072/stub.{thing.id}"
        return 201, self.show(thing)

    def publish(self, thing: Thing) -> tuple[int, Any]:
        errors = [
            {"field": f"metadata.{x}", "messages": ["Missing data for required field."]}
            for x in REQUIRED
            if not thing.body["metadata"].get(x)
        ]
        if errors:
            raise ProblemError(400, "A validation error occurred.", errors=errors)
        if not thing.files or not all(file.completed for file in thing.files.values()):
            raise ProblemError(400, "One or more files have not completed their transfer.")
        thing.published = True
        thing.doi = thing.doi or f"10.5072/stub.{thing.id}"
        thing.parent.doi = thing.parent.doi or f"10.5072/stub.{thing.parent.id}"
        return 202, self.show(thing)

    def new_version(self, thing: Thing) -> tuple[int, Any]:
        if not thing.published:
            raise ProblemError(404, "Only a published record has versions.")
        if open_draft := [each for each in thing.parent.things if not each.published]:
            return 201, self.show(open_draft[0])
        copied = json.loads(json.dumps(thing.body))
        for key in ("publication_date", "version"):
            copied["metadata"].pop(key, None)
        return 201, self.show(self.add(thing.parent, copied))

    # How things are shown.

    def show(self, thing: Thing) -> dict[str, Any]:
        root = f"/x/{thing.slug}"
        host = "http://elsewhere.example" if self.foreign_links else ""
        links = {"self": f"{root}/self", "files": f"{host}{root}/f", "versions": f"{root}/next"}
        links["self_html"] = f"https://stub.example/records/{thing.id}"
        published = thing.published and thing.id not in self.lagging
        if not published:
            links |= {"publish": f"{root}/go", "reserve_doi": f"{root}/doi"}
        shown: dict[str, Any] = {
            **thing.body,
            "id": thing.id,
            "is_published": published,
            "links": links,
            "parent": {"id": thing.parent.id, "pids": pids(thing.parent.doi)},
            "pids": pids(thing.doi),
            "versions": {"index": thing.index},
        }
        return shown

    def listed(self, thing: Thing) -> dict[str, Any]:
        return {"enabled": True, "entries": [entry(file) for file in thing.files.values()]}


def identifiers(thing: Thing) -> list[str]:
    return [each["identifier"] for each in thing.body["metadata"].get("identifiers", ())]


def pids(doi: str | None) -> dict[str, Any]:
    return {"doi": {"identifier": doi, "provider": "datacite"}} if doi else {}


def entry(file: File) -> dict[str, Any]:
    root = f"/y/{file.slug}"
    links = {name: f"{root}/{name}" for name in ("self", "content", "commit")}
    shown: dict[str, Any] = {"key": file.key, "status": "pending", "links": links}
    if file.completed and file.content is not None:
        digest = hashlib.md5(file.content, usedforsecurity=False).hexdigest()
        shown |= {"status": "completed", "checksum": f"md5:{digest}", "size": len(file.content)}
    return shown


@contextmanager
def invenio_stub(token: str) -> Iterator[tuple[Stub, tuple[str, int]]]:
    """Serves on loopback; yields the state and the address. The API's root is `/api/`."""
    stub = Stub(token)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.stub = stub  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stub, ("127.0.0.1", server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

    def _any(self) -> None:
        stub: Stub = self.server.stub  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if self.headers.get("Authorization") != f"Bearer {stub.token}":
                raise ProblemError(401, f"Not this token: {self.headers.get('Authorization')}")
            with stub.lock:
                status, body = self._route(stub, raw)
        except ProblemError as problem:
            status, body = problem.status, problem.body
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815

    def _route(self, stub: Stub, raw: bytes) -> tuple[int, Any]:
        parts = urlsplit(self.path)
        if (self.command, parts.path) == ("POST", "/api/records"):
            return stub.create(raw)
        if (self.command, parts.path) == ("GET", "/api/user/records"):
            return stub.search(parse_qs(parts.query))
        action = stub.routes.get((self.command, parts.path))
        if action is None:
            stub.built_by_hand.append(f"{self.command} {self.path}")
            raise ProblemError(404, "Not found.")
        return action(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
