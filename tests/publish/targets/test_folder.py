"""The folder target: written once, resumable, servable, nothing deleted (issue 4, point 6)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from publish.files import to_json
from publish.targets import folder as folder_module
from publish.targets.files import FileTarget
from publish.targets.folder import FolderStore
from publish.targets.log import read_log
from publish.targets.target import Target
from tests.publish.targets.pushing import (
    FIRST,
    PACKAGE,
    SECOND,
    outcomes,
    public_tree,
    push,
    retry,
    tree,
)

VERSION = f"releases/{PACKAGE}/{FIRST}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def target(site: Path) -> Target:
    return FileTarget("folder", "site", FolderStore("site", site))


def test_everything_arrives_byte_for_byte_and_a_second_push_changes_nothing(
    data_root: Path, site: Path
) -> None:
    told = push(target(site), data_root)
    assert outcomes(told) == ["pushed", "pushed", "pushed"]
    assert tree(site) == public_tree(data_root)
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert outcomes(push(target(site), data_root)) == ["unchanged", "unchanged"]
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == times


def test_the_folder_is_a_static_site_on_which_latest_leads_to_the_newest_release(
    data_root: Path, site: Path
) -> None:
    push(target(site), data_root)
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        base = f"http://127.0.0.1:{server.server_address[1]}/releases/{PACKAGE}"
        latest = httpx.get(f"{base}/latest").text.strip()
        assert latest == SECOND
        assert httpx.get(f"{base}/{latest}/datapackage.json").json()["version"] == SECOND
    finally:
        server.shutdown()
        server.server_close()


def test_another_content_at_a_versions_place_is_refused_and_left_as_it_is(
    data_root: Path, site: Path
) -> None:
    push(target(site), data_root)
    spoilt = site / VERSION / "data" / "project.csv"
    spoilt.write_text("somebody's own\n")
    told = push(target(site), data_root)
    assert outcomes(told) == ["failed"]
    assert f"{spoilt} is there already with another content" in told[0].text
    assert spoilt.read_text() == "somebody's own\n"
    last = read_log(data_root / f"{VERSION}.log.jsonl")[-1]
    assert (last["outcome"], "another content" in last["reason"]) == ("failed", True)


def test_a_file_too_many_at_a_versions_place_is_refused(data_root: Path, site: Path) -> None:
    (site / VERSION).mkdir(parents=True)
    (site / VERSION / "extra.csv").write_text("x")
    told = push(target(site), data_root)
    assert f"{VERSION}/extra.csv" in told[0].text
    assert sorted(tree(site)) == [f"{VERSION}/extra.csv"]


def test_a_copy_that_broke_at_any_file_goes_on_and_no_pointer_moved_before(
    data_root: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = folder_module.shutil.copyfile
    expected = public_tree(data_root)
    count = sum(f"/{version}/" in path for path in expected for version in (FIRST, SECOND))
    for broken in range(count):
        place = site.with_name(f"site-{broken}")
        copied: list[Path] = []

        def break_at(source: Path, sink: Path, at: int = broken, done: list[Path] = copied) -> None:
            copy(source, sink)
            done.append(sink)
            if len(done) == at + 1:
                sink.write_bytes(sink.read_bytes()[:3])
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(folder_module.shutil, "copyfile", break_at)
        told = push(target(place), data_root)
        monkeypatch.setattr(folder_module.shutil, "copyfile", copy)
        assert "No space left on device" in told[-1].text
        assert not (place / "releases" / PACKAGE / "latest").exists()
        assert outcomes(push(target(place), data_root))[-1] == "pushed"
        assert tree(place) == expected
    assert count == 18


def test_a_killed_process_leaves_nothing_that_the_next_one_cannot_finish(
    data_root: Path, site: Path
) -> None:
    """SIGKILL between the copy and the rename: the worst place."""
    code = f"""
import os, signal
from pathlib import Path
from publish.targets import folder
from tests.publish.targets.pushing import push
from tests.publish.targets.test_folder import target
done = []
rename = folder.put_in_place
def die(part, path):
    done.append(path)
    if len(done) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    rename(part, path)
folder.put_in_place = die
push(target(Path({str(site)!r})), Path({str(data_root)!r}))
"""
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    killed = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert killed.returncode == -9
    assert len(tree(site)) == 4
    push(target(site), data_root)
    assert tree(site) == public_tree(data_root)
    assert not list(site.rglob("*.part"))


def test_two_pushers_at_once_are_told_and_the_second_succeeds_later(
    data_root: Path, site: Path
) -> None:
    first = FolderStore("site", site)
    with first.alone():
        told = push(target(site), data_root, again=retry(2))
    assert "another process is writing" in told[0].text
    assert outcomes(push(target(site), data_root))[-1] == "pushed"


def test_pointers_never_lead_to_what_is_not_there(data_root: Path, site: Path) -> None:
    """The newest alone on a new target: the list of versions would lead to 1.0.0."""
    told = push(target(site), data_root, wish=None)
    assert "1.0.0 is not there yet" in told[0].text
    assert "push with --all" in told[0].text
    assert tree(site) == {}


def test_versions_that_this_installation_never_released_stop_the_pointers(
    data_root: Path, site: Path
) -> None:
    """A second publisher, or releases set back to a backup: `versions.json` must not lose 2.0.0."""
    push(target(site), data_root)
    listed = site / "releases" / PACKAGE / "versions.json"
    foreign = to_json({"package": PACKAGE, "versions": [{"version": "2.0.0"}]})
    listed.write_text(foreign)
    told = push(target(site), data_root)
    assert "it lists 2.0.0, which this installation never released" in told[-1].text
    assert listed.read_text() == foreign


def test_a_log_or_the_report_of_a_refusal_never_gets_out(data_root: Path, site: Path) -> None:
    package = data_root / "releases" / PACKAGE
    (package / "failed.json").write_text("{}")
    push(target(site), data_root)
    names = {Path(path).name for path in tree(site)}
    assert not names & {"failed.json", "1.0.0.log.jsonl", "1.0.1.log.jsonl"}


def test_the_public_keys_are_pushed_with_the_package(data_root: Path, site: Path) -> None:
    """A signed release whose key is not beside it cannot be verified by who only has the site."""
    key = data_root / "releases" / "ksigune-0123456789ABCDEF.pub"
    key.write_text("untrusted comment: a public key\nRWQ\n", encoding="utf-8")
    push(target(site), data_root)
    assert (site / "releases" / key.name).read_bytes() == key.read_bytes()
