"""Addresses of deliveries: where they lead, how they may be shown, and the file behind them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from sources.connectors.reading import LocalFile
from sources.problem import Problem, PullError, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 20


def is_remote(address: str) -> bool:
    """True for an address with a protocol (`https://…`), false for a path."""
    return "://" in address


def without_secrets(address: str) -> str:
    """The address as it may be shown: no user, no password, no query, no fragment."""
    if not is_remote(address):
        return address
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def fetch(address: str, spool: Path, max_bytes: int) -> LocalFile:
    """The file at an address, on this machine, with its size and hash.

    A local file is read where it lies; a remote one is copied into the folder `spool` first.
    Raises PullError for a missing, ambiguous or too large file, and for a failed transfer.
    """
    if not is_remote(address):
        path = _local(Path(address))
        _refuse_size(path.name, path.stat().st_size, max_bytes)
    else:
        path = _spooled(address, spool, max_bytes)
    # The time is taken before the content: a change while hashing then shows as well.
    before = path.stat()
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return LocalFile(path, path.name, before.st_size, digest, before.st_mtime_ns)


def _local(path: Path) -> Path:
    if "*" not in path.name:
        if path.is_file():
            return path
        raise PullError([_missing(path, [])])
    # `~$name.xlsx` is what Excel leaves beside a workbook that somebody has open.
    found = [found for found in sorted(path.parent.glob(path.name)) if found.name[:2] != "~$"]
    if len(found) == 1 and found[0].is_file():
        return found[0]
    raise PullError([_missing(path, [entry.name for entry in found])])


def _missing(path: Path, several: list[str]) -> Problem:
    if several:
        return Problem(
            rule="file-missing",
            file=path.name,
            what=f"several files match: {quoted(several)}",
            remedy="Leave the one that counts in the folder.",
        )
    folder = path.parent
    there = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    close = nearest(path.name, there)
    hint = f'Is it "{close}"? ' if close else ""
    what = (
        f"it holds {quoted(there) or 'nothing'}" if folder.is_dir() else "there is no such folder"
    )
    return Problem(
        rule="file-missing",
        file=path.name,
        what=f"the file is not in the folder {folder.name}/: {what}",
        remedy=f"{hint}Put the file there under this name, or change `address` of the feed.",
    )


def _spooled(address: str, spool: Path, max_bytes: int) -> Path:
    name = Path(urlsplit(address).path).name or "delivery"
    target = spool / name
    scheme = urlsplit(address).scheme
    copy = _copy_http if scheme in {"http", "https"} else _copy_fsspec
    try:
        copy(address, target, max_bytes)
    except OSError as error:
        raise PullError([_not_fetched(address, name, error)]) from error
    return target


def _copy_http(address: str, target: Path, max_bytes: int) -> None:
    from sources.connectors.http import download

    download(address, target, _limiter(target.name, max_bytes))


def _copy_fsspec(address: str, target: Path, max_bytes: int) -> None:
    import fsspec

    check = _limiter(target.name, max_bytes)
    try:
        opened = fsspec.open(address, "rb")
    except (ValueError, ImportError) as error:
        raise OSError(str(error)) from error
    with opened as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            copy.write(chunk)
            check(copy.tell())


def _limiter(name: str, max_bytes: int) -> Callable[[int], None]:
    return lambda size: _refuse_size(name, size, max_bytes)


def _refuse_size(name: str, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        problem = Problem(
            rule="size",
            file=name,
            what=f"the file has more than the {max_bytes:,} bytes that the feed allows",
            remedy="Deliver a smaller file, or raise `max_bytes` of the feed.",
        )
        raise PullError([problem])


def _not_fetched(address: str, name: str, error: OSError) -> Problem:
    reason = type(error).__name__ if "://" in str(error) or "@" in str(error) else str(error)
    return Problem(
        rule="transfer",
        file=name,
        what=f"{without_secrets(address)} could not be read ({reason})",
        remedy="Try again later; if it stays so, ask the publisher whether the file has moved.",
    )
