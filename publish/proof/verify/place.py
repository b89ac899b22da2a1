"""Where a release is read: a folder, or an http(s) address fetched into a scratch folder."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from publish.proof.verify.documents import Limits
from publish.proof.verify.outcome import AGAIN, AbsentError, RefusedError

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
MOST_REDIRECTS = 5
BLOCK = 1 << 20
GONE = (404, 410)


@dataclass
class Budget:
    """How many bytes may still be fetched, over all files of one verification."""

    left: int


@dataclass(frozen=True)
class Folder:
    """A release on this machine. Nothing is copied, and no link is followed."""

    path: Path
    limits: Limits

    @property
    def told(self) -> str:
        """The place as messages name it."""
        return str(self.path)

    @property
    def name(self) -> str:
        """The last part of the place's name, which is the version in a publisher's folder."""
        return self.path.name

    def fetch(self, name: str, most: int) -> Path:
        """The file of that (checked) name. Raises AbsentError, or RefusedError for a link, for
        what is no file, and for more than `most` bytes."""
        path = self.path
        for part in name.split("/"):
            path = path / part
            if path.is_symlink():
                raise RefusedError(f"{name} is a symbolic link; a release holds files only")
        if not path.exists():
            raise AbsentError(f"{name} is not there. {AGAIN}")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise RefusedError(f"{name} is no file")
        if found.st_size > most:
            raise RefusedError(f"{name} has {found.st_size} bytes, more than the {most} allowed")
        return path

    def beside(self, name: str) -> Folder:
        """The place of that name beside this one (`""` is the place that holds both)."""
        parent = self.path.resolve().parent
        return replace(self, path=parent / name if name else parent)

    def inside(self, name: str) -> Folder:
        """The place of that name in this one."""
        return replace(self, path=self.path / name)

    def present(self) -> Iterator[tuple[str, bool]]:
        """Every name below the place, and whether it is a plain file; folders are not told."""
        for path in sorted(self.path.rglob("*")):
            linked = path.is_symlink()
            if linked or not path.is_dir():
                plain = not linked and stat.S_ISREG(path.stat().st_mode)
                yield path.relative_to(self.path).as_posix(), plain


@dataclass(frozen=True)
class Address:
    """A release on a server. Each file is fetched once, into a scratch folder."""

    url: str
    """Ends with a slash."""
    root: Path
    """The scratch folder; each place has a folder of its own in it."""
    limits: Limits
    client: httpx.Client = field(repr=False)
    budget: Budget = field(repr=False)

    @property
    def scratch(self) -> Path:
        """Where the files of this place are put."""
        return self.root / hashlib.sha256(self.url.encode()).hexdigest()[:16]

    @property
    def told(self) -> str:
        """The place as messages name it."""
        return self.url

    @property
    def name(self) -> str:
        """The last part of the address."""
        return urlsplit(self.url).path.rstrip("/").rpartition("/")[2]

    def fetch(self, name: str, most: int) -> Path:
        """Fetches the file of that (checked) name. Raises AbsentError for 404 and 410, RefusedError
        for any other answer than the whole file of at most `most` bytes from the same host."""
        target = self.scratch / name
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        fetch_to(
            self.client, urljoin(self.url, name), part, min(most, self.limits.file), self.budget
        )
        part.replace(target)
        return target

    def beside(self, name: str) -> Address:
        """The place of that name beside this one (`""` is the place that holds both)."""
        return replace(self, url=urljoin(self.url, f"../{name}/" if name else "../"))

    def inside(self, name: str) -> Address:
        """The place of that name in this one."""
        return replace(self, url=f"{self.url}{name}/")


Place = Folder | Address


@contextmanager
def open_place(where: str, scratch: Path, limits: Limits) -> Iterator[Place]:
    """The place that a path or an http(s) address names. Raises AbsentError for a folder that is
    not there, RefusedError for an address of another kind."""
    if "://" not in where:
        folder = Path(where)
        if folder.is_file():
            folder = folder.parent
        if not folder.is_dir():
            raise AbsentError(f"{where} is no folder")
        yield Folder(folder, limits)
        return
    parts = _split(where)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedError(f"{where} is neither a folder nor an http(s) address")
    import httpx

    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    headers = {"accept-encoding": "identity", "user-agent": "ksigune-verify"}
    with httpx.Client(timeout=timeout, headers=headers, follow_redirects=False) as client:
        url = where.removesuffix("datapackage.json").removesuffix("SHA256SUMS").rstrip("/") + "/"
        yield Address(url, scratch, limits, client, Budget(limits.total))


def fetch_to(client: httpx.Client, url: str, target: Path, most: int, budget: Budget) -> None:
    """Streams an address into a file, following redirects on the same host only.

    Raises AbsentError and RefusedError as `Address.fetch`; half a file is left under `target`.
    """
    import httpx

    asked = url
    try:
        for _ in range(MOST_REDIRECTS + 1):
            with client.stream("GET", url) as answer:
                if answer.is_redirect:
                    url = _redirected(url, answer.headers.get("location", ""))
                    continue
                _refuse_answer(answer, asked, most)
                _write(answer, asked, target, most, budget)
                return
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        told = str(error) or type(error).__name__
        raise RefusedError(f"{asked} could not be read: {told}. Try again later") from error
    raise RefusedError(f"{asked} redirects more than {MOST_REDIRECTS} times")


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise RefusedError(f"{url[:200]!r} is no address ({error})") from None


def _redirected(url: str, location: str) -> str:
    _split(location)  # urljoin raises ValueError for what this refuses
    target = urljoin(url, location)
    old, new = _split(url), _split(target)
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
    if not upgraded and (old.scheme, old.netloc) != (new.scheme, new.netloc):
        raise RefusedError(
            f"{url} redirects to another host ({new.netloc or target}). If that is the publisher's "
            f"address, give it to this command"
        )
    return target


def _refuse_answer(answer: httpx.Response, url: str, most: int) -> None:
    if answer.status_code in GONE:
        raise AbsentError(f"{url} is not there (HTTP {answer.status_code})")
    if answer.status_code != 200:
        raise RefusedError(f"{url} answers HTTP {answer.status_code}. Try again later")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise RefusedError(f"{url} is sent packed, which was not asked for and hides its size")
    stated = answer.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > most:
        raise RefusedError(f"{url} has {stated} bytes, more than the {most} allowed")


def _write(answer: httpx.Response, url: str, target: Path, most: int, budget: Budget) -> None:
    got = 0
    with target.open("wb") as stream:
        for block in answer.iter_raw(BLOCK):
            got += len(block)
            budget.left -= len(block)
            if got > most:
                raise RefusedError(f"{url} goes on after the {most} bytes allowed")
            if budget.left < 0:
                raise RefusedError("the release has more bytes than are allowed in all")
            stream.write(block)
