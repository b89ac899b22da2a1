"""What somebody may do to a release, and the repairs by which they would hide it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from publish.engine import CSV_OPTIONS

UNSEALED = ("SHA256SUMS", "SHA256SUMS.minisig")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def flip(path: Path, place: int = -3) -> None:
    """Changes one bit of one byte."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def replace(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content, (path, old)
    path.write_bytes(content.replace(old, new, 1))


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Changes a JSON document in place."""
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def sums(folder: Path) -> None:
    """Writes SHA256SUMS anew over what is there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = [(path.relative_to(folder).as_posix(), digest(path)) for path in files]
    text = "".join(f"{found}  {name}\n" for name, found in named if name not in UNSEALED)
    (folder / "SHA256SUMS").write_text(text)


def redescribe(folder: Path) -> None:
    """Makes sizes and hashes of the descriptor right again."""

    def change(content: Any) -> None:
        for resource in content["resources"]:
            path = folder / resource["path"]
            resource["bytes"], resource["hash"] = path.stat().st_size, f"sha256:{digest(path)}"

    edit(folder / "datapackage.json", change)


def restate(folder: Path) -> None:
    """Makes the subjects of the statement right again."""
    statement = folder / "provenance.intoto.json"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != statement)
    named = [(path.relative_to(folder).as_posix(), digest(path)) for path in files]
    subject = [{"name": n, "digest": {"sha256": d}} for n, d in named if n not in UNSEALED]
    edit(statement, lambda content: content.update(subject=subject))


def hide(folder: Path) -> None:
    """Everything that can be made right without the key: only a signature or the list of
    versions can tell."""
    redescribe(folder)
    restate(folder)
    sums(folder)


def relist(folder: Path) -> None:
    """Makes the list of versions right again too, as whoever holds the server can."""

    def change(content: Any) -> None:
        for entry in content["versions"]:
            if entry["version"] == folder.name:
                entry["checksums_sha256"] = digest(folder / "SHA256SUMS")

    edit(folder.parent / "versions.json", change)


def unsign(folder: Path) -> None:
    """Makes a release pass for one that was never signed."""
    (folder / "SHA256SUMS.minisig").unlink()

    def change(content: Any) -> None:
        content["predicate"]["buildDefinition"]["internalParameters"] = {
            "signing": {"signed": False}
        }

    edit(folder / "provenance.intoto.json", change)


def rewrite(folder: Path, table: str, query: str) -> None:
    """Writes a table anew in both forms; `{t}` is the table as it was."""
    path = folder / "data" / f"{table}.parquet"
    other = path.with_suffix(".new")
    with duckdb.connect() as connection:
        relation = f"read_parquet('{path}')"
        connection.execute(f"COPY ({query.format(t=relation)}) TO '{other}' (FORMAT parquet)")
        connection.execute(
            f"COPY (FROM read_parquet('{other}')) TO '{path.with_suffix('.csv')}' ({CSV_OPTIONS})"
        )
    other.replace(path)


def put(source: Path, target: Path) -> None:
    """Puts one release in the place of another."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
