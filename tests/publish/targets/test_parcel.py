"""A release is checked before it is pushed (issue 4, point 6: a tampered one is refused)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.package import SIGNATURE
from publish.targets.parcel import TamperedReleaseError, open_parcel
from tests.publish.targets.pushing import FIRST, PACKAGE


@pytest.fixture
def folder(data_root: Path) -> Path:
    return data_root / "releases" / PACKAGE / FIRST


def one_byte(folder: Path) -> None:
    path = folder / "data" / "project.csv"
    raw = bytearray(path.read_bytes())
    raw[-2] ^= 1
    path.write_bytes(bytes(raw))


def one_more(folder: Path) -> None:
    (folder / "data" / "more.csv").write_text("a\n1\n")


def one_less(folder: Path) -> None:
    (folder / "README.md").unlink()


def a_link(folder: Path) -> None:
    target = folder.parent / "elsewhere.md"
    (folder / "README.md").rename(target)
    (folder / "README.md").symlink_to(target)


def no_list(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def a_broken_list(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("abc  README.md\n")


def a_way_out(folder: Path) -> None:
    listed = folder / "SHA256SUMS"
    listed.write_text(listed.read_text() + f"{'0' * 64}  ../1.0.1/README.md\n")


SPOILT: list[tuple[Callable[[Path], None], str]] = [
    (one_byte, "data/project.csv has another content"),
    (one_more, "data/more.csv is not in SHA256SUMS"),
    (one_less, "README.md is missing"),
    (a_link, "README.md is a link"),
    (no_list, "SHA256SUMS cannot be read"),
    (a_broken_list, "not a line of sha256sum"),
    (a_way_out, "../1.0.1/README.md is missing"),
]


@pytest.mark.parametrize(("spoil", "told"), SPOILT, ids=[each[0].__name__ for each in SPOILT])
def test_a_release_that_was_touched_is_refused(
    folder: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(folder)
    with pytest.raises(TamperedReleaseError, match=r"partnership 1\.0\.0 is not pushed") as error:
        open_parcel(folder)
    assert told in str(error.value)


def test_an_older_version_replayed_as_a_newer_one_is_refused(folder: Path) -> None:
    other = folder.rename(folder.with_name("9.0.0"))
    with pytest.raises(TamperedReleaseError, match=r"datapackage\.json says partnership 1\.0\.0"):
        open_parcel(other)


def test_the_list_of_hashes_is_last_so_that_it_marks_a_whole_version(folder: Path) -> None:
    (folder / SIGNATURE).write_text("untrusted comment: a signature\n")
    parcel = open_parcel(folder)
    assert [file.path for file in parcel.files[-2:]] == [SIGNATURE, "SHA256SUMS"]
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {file.path for file in parcel.files} == on_disk
