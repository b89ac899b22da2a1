"""Shorthands of these tests: a clock that stands still, and retries that do not sleep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from publish.files import read_json, sha256_of, to_json
from publish.package import write_checksums
from publish.targets.retry import Retry
from publish.targets.run import Push, Told
from publish.targets.target import Target

NOW = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
PACKAGE = "partnership"
FIRST, SECOND = "1.0.0", "1.0.1"


class Waits:
    """Remembers the pauses that were asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)


def retry(attempts: int = 4, waits: Waits | None = None) -> Retry:
    """Tries again at once; chance is always in the middle."""
    return Retry(attempts, waits or Waits(), lambda: 0.5)


NEVER_AGAIN = retry(1)
"""One attempt: the line breaks as if the process had been killed there."""


def push(
    target: Target, root: Path, wish: str | None = "all", again: Retry = NEVER_AGAIN
) -> list[Told]:
    """Pushes the package; what was told."""
    return list(Push(target, root, lambda: NOW, again).packages([PACKAGE], wish))


def outcomes(told: list[Told]) -> list[str]:
    """Only the outcomes."""
    return [each.outcome for each in told]


def until_done(make: Callable[[], Target], root: Path, wish: str | None = "all") -> list[Told]:
    """A push with a new target, as a new process makes it."""
    return push(make(), root, wish)


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder that a reader of the site sees."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def public_tree(root: Path) -> dict[str, bytes]:
    """What of a package is for readers: everything in its folder but the logs."""
    shown = tree(root)
    ours = [k for k in shown if k.startswith(f"releases/{PACKAGE}/")]
    return {k: shown[k] for k in ours if not k.endswith(".log.jsonl")}


def withdraw(root: Path, version: str) -> None:
    """As `publish/changes/tombstone.py` leaves a version: a tombstone in its place."""
    package = root / "releases" / PACKAGE
    listed = read_json(package / "versions.json")
    line = next(each for each in listed["versions"] if each["version"] == version)
    line["status"] = "withdrawn"
    line["withdrawn"] = {"date": "2026-11-25", "reason": "A figure was wrong."}
    standing = [x["version"] for x in listed["versions"] if x.get("status") != "withdrawn"]
    (package / "versions.json").write_text(to_json(listed))
    (package / "latest").write_text("".join(f"{x}\n" for x in standing[-1:]))
    (package / version).rename(root / f"withdrawn-{version}")
    (package / version).mkdir()
    stone = {"reason": "A figure was wrong.", "id": line["id"], "status": "withdrawn"}
    (package / version / "tombstone.json").write_text(to_json(stone))
    (package / version / "README.md").write_text("# Withdrawn\n")


KEPT = ("README.md", "datapackage.json", "changes.json", "CITATION.cff")


def keep_few(folder: Path) -> None:
    """Makes a release of ten files: a target treats all alike, and each costs requests."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name not in KEPT and path.suffix not in (".csv", ".parquet"):
            path.unlink()
    sums = {
        p.relative_to(folder).as_posix(): sha256_of(p) for p in folder.rglob("*.*") if p.is_file()
    }
    enter(folder, sums)


def enter(folder: Path, sums: dict[str, str]) -> None:
    """Writes the list of hashes, and its hash into the list of versions."""
    write_checksums(folder, sums)
    listed = read_json(folder.parent / "versions.json")
    for line in listed["versions"]:
        if line["version"] == folder.name:
            line["checksums_sha256"] = sha256_of(folder / "SHA256SUMS")
    (folder.parent / "versions.json").write_text(to_json(listed), encoding="utf-8")
