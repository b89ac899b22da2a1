"""The documents of a release as they are read when nobody is trusted: size, form, no surprises."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.changes.document import ROWS
from publish.proof.verify.outcome import RefusedError

MIB = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}")
SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
VERSION = re.compile(r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}")
LONGEST_PATH = 300
SHOWN = 60


@dataclass(frozen=True)
class Limits:
    """What a release may hold before it is refused, in bytes and files."""

    file: int = 8 << 30
    total: int = 32 << 30
    document: int = 64 * MIB
    """Of a JSON document or list, which is read into memory."""
    files: int = 10_000


def parse_checksums(content: bytes, limits: Limits) -> dict[str, str]:
    """SHA256SUMS as path -> digest. Raises RefusedError with every line that is not as we write
    it: what tools read in different ways is not verified, it is refused."""
    if b"\r" in content:
        raise RefusedError(
            "SHA256SUMS has Windows line ends: some program changed it on the way (git or an "
            "editor). Fetch it anew as a binary file"
        )
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise RefusedError("SHA256SUMS is not plain text") from None
    if text.lstrip()[:1] == "<":
        raise RefusedError("SHA256SUMS is a web page, not a list: check the address")
    lines = text.splitlines()
    if not lines or not text.endswith("\n"):
        raise RefusedError("SHA256SUMS is empty or cut off in its last line")
    if len(lines) > limits.files:
        raise RefusedError(f"SHA256SUMS lists {len(lines)} files, more than {limits.files}")
    found: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(lines, 1):
        digest, _, path = line.partition("  ")
        if problem := _line_problem(digest, path, found):
            wrong.append(f"line {number} ({line[:SHOWN]!r}): {problem}")
        found[path] = digest
    if wrong:
        raise RefusedError(f"SHA256SUMS: {'; '.join(wrong[:5])}")
    return found


def _line_problem(digest: str, path: str, known: Mapping[str, str]) -> str:
    if not DIGEST.fullmatch(digest):
        return "does not begin with a SHA-256 in lower-case hexadecimal and two blanks"
    if path in known:
        return "the file stands twice"
    return path_problem(path)


def path_problem(path: str) -> str:
    """Why a path of a release is refused; empty for one that cannot leave the release."""
    if len(path) > LONGEST_PATH:
        return "the path is too long"
    if not all(SEGMENT.fullmatch(part) for part in path.split("/")):
        return "the path leaves the release or has characters that no file of ours has"
    return ""


def parse_json(content: bytes, name: str) -> Any:
    """A JSON document. Raises RefusedError for what is none, for keys that stand twice (programs
    would read different values), for NaN, and for nesting without end."""
    try:
        return json.loads(
            content.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except RecursionError:
        raise RefusedError(f"{name} is nested too deeply") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{name} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        head = content[:SHOWN].decode("utf-8", "replace").strip()
        page = "a web page came instead of it" if head[:1] == "<" else f"it begins with {head!r}"
        raise RefusedError(f"{name} is no JSON ({error.msg}): {page}") from None
    except _MalformedError as error:
        raise RefusedError(f"{name}: {error}") from None


def read_json(path: Path, name: str, limits: Limits) -> Any:
    """A JSON document of a release. Raises RefusedError as `parse_json`, and for a large one."""
    return parse_json(read_document(path, name, limits), name)


def read_head(path: Path, name: str, limits: Limits) -> Any:
    """`changes.json`; of one that is larger than a document may be, all but the rows, which come
    last in it. Raises RefusedError as `parse_json`."""
    if path.stat().st_size <= limits.document:
        return read_json(path, name, limits)
    with path.open("rb") as stream:
        head, found, _ = stream.read(limits.document).partition(b"\n" + ROWS.encode())
    if not found:
        raise RefusedError(f"{name} has no list of rows within its first {limits.document} bytes")
    return parse_json(head.rstrip().removesuffix(b",") + b"}", name)


def read_document(path: Path, name: str, limits: Limits) -> bytes:
    """The bytes of a document. Raises RefusedError for one that is larger than the limit."""
    if (size := path.stat().st_size) > limits.document:
        raise RefusedError(f"{name} has {size} bytes; a document has at most {limits.document}")
    return path.read_bytes()


def must_match(content: Any, schema: Mapping[str, Any], name: str) -> None:
    """Raises RefusedError with the places at which a document is not of the form we rely on."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(schema).iter_errors(content), key=lambda e: e.json_path)
    if errors:
        told = "; ".join(f"{error.json_path}: {error.message[:200]}" for error in errors[:5])
        raise RefusedError(f"{name}: {told}")


class _MalformedError(ValueError):
    """Inside a JSON document."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _MalformedError(f"the key {twice[:SHOWN]!r} stands twice in one object")
    return found


def _refuse_constant(constant: str) -> Any:
    raise _MalformedError(f"{constant} is no value of JSON")
