"""What cannot be released is refused with the reason, recorded in `failed.json`, and publishes
nothing; what no crash can explain on the shelf is for a person (issue 4, bad input and faults)."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import traceback
from pathlib import Path

import duckdb
import pytest

from publish.changes.withdraw import Withdrawal, withdraw
from publish.contents import StaleOpenTableError
from publish.release import OPEN_FOLDER, ReleaseRefusedError, shelf_of
from publish.shelf import ReleaseError
from publish.site import Site
from tests.publish.changes.test_withdraw import DAY
from tests.publish.small import default_rows, prepare, project, registry, release
from tests.publish.test_release_killed import BROKEN, WRITING, _content, lean


def _home(root: Path) -> Path:
    return root / "releases" / "partnership"


def _record(root: Path):
    return json.loads((_home(root) / "failed.json").read_text(encoding="utf-8"))


def _rows(*, project=None, organisation=None):
    rows = default_rows()
    for name, edit in (("project", project), ("organisation", organisation)):
        if edit is not None:
            edit(rows[name])
    return rows


def _put(root: Path, table: str, select: str) -> None:
    """Writes an open table as it is, past every check of the marts."""
    path = root / OPEN_FOLDER / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


NULL = "SELECT * REPLACE (NULL::VARCHAR AS project_id) FROM t"
TWICE = "FROM t UNION ALL BY NAME FROM t ORDER BY academic_year, project_id"
ALL_ONE = "SELECT * REPLACE ('PRJ-1' AS project_id, '2024-25' AS academic_year) FROM t, range(400)"
UNSORTED = "FROM t ORDER BY academic_year DESC, project_id DESC"


@pytest.mark.parametrize(
    ("select", "message"),
    [
        (NULL, "project: 3 rows have no project_id, which is part of the key"),
        (
            TWICE,
            "project: 3 rows repeat a key or are out of its order, such as academic_year, "
            "project_id = 2024-25, PRJ-0001",
        ),
        (ALL_ONE.replace(" FROM t, range(400)", " FROM t"), "project: 2 rows repeat a key"),
        (UNSORTED, "project: 2 rows repeat a key or are out of its order"),
    ],
)
@pytest.mark.parametrize("released", [True, False])
def test_a_key_that_does_not_tell_rows_apart(tmp_path, select, message, released):
    """A join over such a key counts rows that are not there: it is looked at first."""
    known = prepare(tmp_path)
    if released:
        release(tmp_path, known)
    before = _content(tmp_path / "releases") if released else {}
    _put(tmp_path, "project", select)
    with pytest.raises(ReleaseRefusedError, match=re.escape(message)):
        release(tmp_path, known)
    record = _record(tmp_path)
    assert (record["passed"], record["blockers"]) == (False, 1)
    assert message.partition(": ")[2] in record["checks"][0]["message"]
    (_home(tmp_path) / "failed.json").unlink()
    assert (_content(tmp_path / "releases") if released else {}) == before
    assert not list(_home(tmp_path).glob(".staging*"))


def test_a_missing_table_is_recorded(tmp_path):
    known = prepare(tmp_path)
    (tmp_path / OPEN_FOLDER / "project.parquet").unlink()
    with pytest.raises(FileNotFoundError):
        release(tmp_path, known)
    assert _record(tmp_path)["reason"].startswith("package partnership: no open table project")


def test_an_open_table_from_before_its_description_had_a_column_is_refused_by_name(tmp_path):
    """Seen on real data: the release ended in an SQL error about a column not found."""
    known = prepare(tmp_path)
    _put(tmp_path, "project", "SELECT * EXCLUDE (places) FROM t")
    with pytest.raises(StaleOpenTableError, match="open table project has the columns"):
        release(tmp_path, known)
    assert "make the open tables again" in _record(tmp_path)["reason"]


def test_an_open_table_that_is_no_parquet_file_is_recorded(tmp_path):
    known = prepare(tmp_path)
    (tmp_path / OPEN_FOLDER / "project.parquet").write_bytes(b"PAR1 no PAR1")
    with pytest.raises(duckdb.Error):
        release(tmp_path, known)
    assert _record(tmp_path)["passed"] is False
    assert not (_home(tmp_path) / "1.0.0").exists()


def _latest(text):
    return lambda home: (home / "latest").write_text(text)


def _versions(edit):
    def damage(home):
        path = home / "versions.json"
        content = json.loads(path.read_text())
        edit(content["versions"])
        path.write_text(json.dumps(content))

    return damage


def _gone(name):
    return lambda home: shutil.rmtree(home / name)


def _foreign(home):
    path = home / "1.0.0" / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "id": "urn:uuid:0"}))


DAMAGE = {
    "latest names an unknown version": (_latest("7.0.0\n"), "names '7.0.0', and there is no such"),
    "latest is empty": (_latest(""), "names '', and there is no such version"),
    "latest names a path": (_latest("../reference/1.0.0"), "there is no such version"),
    "versions.json is cut off": (
        lambda home: (home / "versions.json").write_text('{"package": "partn'),
        "versions.json cannot be read",
    ),
    "versions.json is empty": (
        lambda home: (home / "versions.json").write_text(""),
        "versions.json cannot be read",
    ),
    "versions.json is a list": (
        lambda home: (home / "versions.json").write_text("[]"),
        "versions.json cannot be read",
    ),
    "versions.json is no text": (
        lambda home: (home / "versions.json").write_bytes(b"\xff\xfe"),
        "versions.json cannot be read",
    ),
    "a version of another form": (
        _versions(lambda lines: lines[0].update(version="1.0")),
        "is not a version of the form 1.2.3",
    ),
    "a version listed twice": (
        _versions(lambda lines: lines.append(lines[0])),
        "lists a version twice or out of order (1.0.0, 1.0.1, 1.0.0)",
    ),
    "versions in another order": (
        _versions(lambda lines: lines.reverse()),
        "twice or out of order (1.0.1, 1.0.0)",
    ),
    "a line without id": (_versions(lambda lines: lines[0].pop("id")), "1.0.0 has no id or date"),
    "a line with the id of another release": (
        _versions(lambda lines: lines[0].update(id="urn:uuid:0")),
        "a released version never changes",
    ),
    "a line with another date": (
        _versions(lambda lines: lines[1].update(created="2020-01-01T00:00:00Z")),
        "says that",
    ),
    "a line with other checksums": (
        _versions(lambda lines: lines[0].update(checksums_sha256="0" * 64)),
        "SHA256SUMS is not the one that was released",
    ),
    "a version that never was": (
        _versions(lambda lines: lines.append({**lines[0], "version": "3.0.0"})),
        "lists 3.0.0, and the folder is gone",
    ),
    "a withdrawn version that holds data": (
        _versions(lambda lines: lines[0].update(status="withdrawn")),
        "was withdrawn, and it holds data; put its tombstone back",
    ),
    "the folder of the last version is gone": (
        _gone("1.0.1"),
        "lists 1.0.1, and the folder is gone; restore it from a backup",
    ),
    "the folder of an older version is gone": (
        _gone("1.0.0"),
        "lists 1.0.0, and the folder is gone",
    ),
    "folder and list are gone": (
        lambda home: (_gone("1.0.1")(home), (home / "versions.json").unlink()),
        "names '1.0.1', and there is no such version",
    ),
    "everything but latest is gone": (
        lambda home: (
            [_gone(v)(home) for v in ("1.0.0", "1.0.1")] and (home / "versions.json").unlink()
        ),
        "(there are: none)",
    ),
    "a folder under another version's name": (
        lambda home: (home / "1.0.1").rename(home / "1.5.0"),
        "holds version 1.0.1; give the folder its own name back",
    ),
    "a descriptor that was replaced": (_foreign, "a released version never changes"),
    "a descriptor that is cut off": (
        lambda home: (home / "1.0.0" / "datapackage.json").write_text("{"),
        "1.0.0 cannot be read",
    ),
    "changes.json is gone": (
        lambda home: (home / "1.0.0" / "changes.json").unlink(),
        "1.0.0 cannot be read",
    ),
}


@pytest.fixture(scope="module")
def shelf_of_two(tmp_path_factory):
    """Two versions, 1.0.0 and 1.0.1, and rows that ask for a third."""
    root = tmp_path_factory.mktemp("two")
    for places in (12, 13, 14):
        known = prepare(root, rows=_rows(project=lambda r, n=places: r[0].update(places=n)))
        if places < 14:
            release(root, known)
    return root


@pytest.mark.parametrize("fault", list(DAMAGE))
def test_a_shelf_that_contradicts_itself(tmp_path, shelf_of_two, fault):
    root = tmp_path / "root"
    shutil.copytree(shelf_of_two, root)
    damage, message = DAMAGE[fault]
    damage(_home(root))
    before = _content(_home(root))
    with pytest.raises(ReleaseError, match=re.escape(message)):
        release(root, registry())
    assert re.search(re.escape(message), _record(root)["reason"])
    (_home(root) / "failed.json").unlink()
    assert _content(_home(root)) == before


@pytest.mark.parametrize(
    ("damage", "version"),
    [
        (lambda home: (home / "versions.json").unlink(), "1.0.2"),
        (lambda home: (home / "latest").unlink(), "1.0.2"),
        (_latest("1.0.0\n"), "1.0.2"),
        (lambda home: (home / ".latest.part").write_text("x"), "1.0.2"),
        (lambda home: (home / ".staging-1.0.2").mkdir(), "1.0.2"),
    ],
)
def test_what_a_crash_explains_is_put_right(tmp_path, shelf_of_two, damage, version):
    root = tmp_path / "root"
    shutil.copytree(shelf_of_two, root)
    damage(_home(root))
    assert release(root, registry()).version == version
    assert (_home(root) / "latest").read_text() == f"{version}\n"
    assert shelf_of("partnership", root).versions() == ["1.0.0", "1.0.1", "1.0.2"]


def test_a_version_folder_that_exists_is_never_written_again(tmp_path, shelf_of_two):
    """Also when it is no release: somebody put it there, and it is not ours to remove."""
    root = tmp_path / "root"
    shutil.copytree(shelf_of_two, root)
    (_home(root) / "1.0.2").mkdir()
    (_home(root) / "1.0.2" / "notes.txt").write_text("mine")
    with pytest.raises(ReleaseError, match=r"1\.0\.2 exists; a released version is never written"):
        release(root, registry())
    assert [p.name for p in (_home(root) / "1.0.2").iterdir()] == ["notes.txt"]
    assert shelf_of("partnership", root).latest() == "1.0.1"


class Full:
    """From the n-th file or folder to be made on, the disk is full. Renaming and removing go on."""

    def __init__(self, folder: Path, last: int) -> None:
        self.folder = str(folder)
        self.left = last

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if not writes and event not in ("os.mkdir", "shutil.copyfile"):
            return
        name = str(arguments[1] if event == "shutil.copyfile" else arguments[0])
        if name.startswith(self.folder):
            self.left -= 1
            if self.left <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)


def _on_a_full_disk(count: int, folder: Path, work) -> bool:
    """Runs `work` in a child whose disk is full from the n-th write on; False once it fits."""
    child = os.fork()
    if child == 0:
        try:
            sys.addaudithook(Full(folder, count).audit)
            work()
        except OSError as error:
            os._exit(errno.ENOSPC if error.errno == errno.ENOSPC else BROKEN)
        except BaseException:  # noqa: BLE001  (a child must never come back into the test run)
            traceback.print_exc()
            os._exit(BROKEN)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, errno.ENOSPC)
    return code == errno.ENOSPC


@pytest.mark.integration
def test_a_disk_that_is_full_at_any_write_of_a_release(tmp_path, monkeypatch):
    lean(monkeypatch)
    template, expected = tmp_path / "template", tmp_path / "undisturbed"
    known = registry(project())
    release(template, prepare(template, known))
    prepare(template, known, _rows(project=lambda rows: rows[0].update(places=13)))
    shutil.copytree(template, expected)
    release(expected, known)
    wanted = _content(expected / "releases")
    first = _content(template / "releases" / "partnership" / "1.0.0")
    count, full = 0, True
    while full:
        count += 1
        root = tmp_path / f"full-{count}"
        shutil.copytree(template, root)
        full = _on_a_full_disk(count, root, lambda root=root: release(root, known))
        assert _content(_home(root) / "1.0.0") == first
        named = (_home(root) / "latest").read_text().strip()
        assert (_home(root) / named / "SHA256SUMS").exists()
        release(root, known)
        assert _content(root / "releases") == wanted
        shutil.rmtree(root)
    assert count > 10


@pytest.mark.integration
def test_a_disk_that_is_full_at_any_write_of_a_withdrawal(tmp_path, shelf_of_two):
    count, full = 0, True
    asked = Withdrawal("partnership", "1.0.1", DAY, "Wrong figures.")
    while full:
        count += 1
        root = tmp_path / f"full-{count}"
        shutil.copytree(shelf_of_two, root)
        full = _on_a_full_disk(
            count, root, lambda root=root: withdraw(asked, registry(), root, Site())
        )
        named = (_home(root) / "latest").read_text().strip()
        assert (_home(root) / named / "SHA256SUMS").exists()
        shelf = shelf_of("partnership", root)
        with shelf.alone():
            shelf.put_right()
        if "1.0.1" in shelf.standing():
            withdraw(asked, registry(), root, Site())
        assert (shelf.standing(), shelf.latest()) == (["1.0.0"], "1.0.0")
        shutil.rmtree(root)
    assert count > 5
