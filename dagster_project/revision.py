"""Which code makes the releases: the git commit, or a hash of the files where that says less."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dagster_project.settings import PROJECT
from publish.files import sha256_of
from publish.proof.inputs import CodeRecord

ROOMS = ("schemas", "sources", "dbt", "publish", "dagster_project")
LOCK = "requirements.lock"
SUFFIXES = (".py", ".yml", ".yaml", ".sql", ".csv", ".md", ".json", ".txt", ".lss")
TIMEOUT_SECONDS = 20


def code_of(project: Path = PROJECT) -> CodeRecord:
    """The code as it stands now. Files outside the rooms and the lock make nothing of a release,
    and do not count."""
    commit = _git(project, "rev-parse", "--verify", "HEAD")
    changed = _git(project, "status", "--porcelain", "--", *ROOMS, LOCK) if commit else None
    clean = None if changed is None else changed == ""
    lock = project / LOCK
    return CodeRecord(
        commit=commit,
        clean=clean,
        tree=None if clean else dir_hash(project),
        lock_sha256=sha256_of(lock) if lock.exists() else None,
    )


def dir_hash(project: Path) -> str:
    """in-toto's `dirHash` over the files of the rooms and the lock: the SHA-256 of what
    `sha256sum` prints of them in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(_files(project), key=lambda path: path.relative_to(project).as_posix()):
        name = path.relative_to(project).as_posix()
        digest.update(f"{sha256_of(path)}  {name}\n".encode())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in (project / room).rglob("*"):
            if path.suffix in SUFFIXES and path.is_file():
                yield path
    if (project / LOCK).exists():
        yield project / LOCK


def _git(project: Path, *arguments: str) -> str | None:
    """What git prints; None where there is no git or no checkout that it trusts."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(project), *arguments],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
