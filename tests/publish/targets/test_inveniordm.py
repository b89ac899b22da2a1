"""The archive target against a contract stub: order, states, links, resumption.

Zenodo cannot be reached from here; the stub says of itself what it is (`invenio_stub.py`).
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.files import read_json
from publish.site import Site
from publish.targets.config import InvenioSettings
from publish.targets.inveniordm import InvenioTarget
from publish.targets.log import read_log
from publish.targets.parcel import open_parcel
from publish.targets.retry import Retry
from publish.targets.secret import Secret
from publish.targets.target import Target
from tests.publish.targets.faulty import Answer, FaultyProxy
from tests.publish.targets.invenio_stub import Stub, invenio_stub
from tests.publish.targets.pushing import (
    FIRST,
    NEVER_AGAIN,
    PACKAGE,
    SECOND,
    Waits,
    outcomes,
    push,
    retry,
    withdraw,
)

TOKEN = "zenodo-token-5512-secret"
SITE = Site("https://data.example.org")


class Archive:
    """A stub behind the proxy."""

    def __init__(self, stub: Stub, proxy: FaultyProxy) -> None:
        self.stub = stub
        self.proxy = proxy

    def target(self, again: Retry = NEVER_AGAIN) -> Target:
        url = f"{self.proxy.url}/api/"
        settings = InvenioSettings(kind="inveniordm", url=url, token_from="KSIGUNE_ZENODO")
        return InvenioTarget("archive", settings, SITE, Secret(TOKEN), again)

    def state(self) -> list[dict[str, Any]]:
        """What the archive holds, without its random names."""
        return [
            {
                "parent": self.stub.parents.index(thing.parent),
                "published": thing.published,
                "metadata": thing.body["metadata"],
                "files": {f.key: f.content for f in sorted(thing.files.values(), key=_key)},
            }
            for thing in self.stub.things
        ]


def _key(file: Any) -> str:
    return str(file.key)


@pytest.fixture
def archive(proxy: FaultyProxy) -> Iterator[Archive]:
    with invenio_stub(TOKEN) as (stub, server):
        proxy.server = server
        yield Archive(stub, proxy)


def test_versions_stand_under_one_concept_doi_and_a_second_push_changes_nothing(
    data_root: Path, archive: Archive
) -> None:
    assert outcomes(push(archive.target(), data_root)) == ["pushed", "pushed"]
    first, second = archive.stub.published
    assert first.parent is second.parent
    assert [each.body["metadata"]["version"] for each in (first, second)] == [FIRST, SECOND]
    line = read_log(data_root / "releases" / PACKAGE / f"{SECOND}.log.jsonl")[-1]
    assert line["ids"] == {
        "record": second.id,
        "parent": second.parent.id,
        "doi": f"10.5072/stub.{second.id}",
        "concept_doi": f"10.5072/stub.{second.parent.id}",
    }
    before = archive.state()
    archive.proxy.reset()
    assert outcomes(push(archive.target(), data_root)) == ["unchanged", "unchanged"]
    assert archive.state() == before
    assert {method for method, _ in archive.proxy.seen} == {"GET"}
    assert archive.stub.built_by_hand == []


def test_what_was_unpacked_from_the_archive_is_the_release(
    data_root: Path, archive: Archive, tmp_path: Path
) -> None:
    push(archive.target(), data_root)
    raw = archive.stub.published[0].files[f"{PACKAGE}-{FIRST}.zip"].content
    assert raw is not None
    with zipfile.ZipFile(io.BytesIO(raw)) as unpacked:
        assert unpacked.testzip() is None
        unpacked.extractall(tmp_path)
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / f"{PACKAGE}-{FIRST}").rename(tmp_path / PACKAGE / FIRST)
    theirs = open_parcel(tmp_path / PACKAGE / FIRST)
    ours = open_parcel(data_root / "releases" / PACKAGE / FIRST)
    assert [(f.path, f.sha256) for f in theirs.files] == [(f.path, f.sha256) for f in ours.files]
    beside = set(archive.stub.published[0].files)
    read_alone = {"README.md", "CITATION.cff", "datapackage.json", "SHA256SUMS"}
    assert beside == {f"{PACKAGE}-{FIRST}.zip", *read_alone}


def test_the_metadata_say_what_the_release_says(data_root: Path, archive: Archive) -> None:
    """Field names and shapes: https://inveniordm.docs.cern.ch/reference/metadata/."""
    push(archive.target(), data_root)
    told = read_json(data_root / "releases" / PACKAGE / FIRST / "datapackage.json")
    metadata = archive.stub.published[0].body["metadata"]
    assert metadata["title"] == told["title"] == "Partnership (es)"
    assert {
        "title": "Partnership (eu)",
        "type": {"id": "translated-title"},
        "lang": {"id": "eus"},
    } in (metadata["additional_titles"])
    assert metadata["publication_date"] == "2026-09-01"
    assert metadata["languages"] == [{"id": x} for x in ("spa", "eus", "fra", "eng")]
    assert metadata["rights"] == [{"id": "cc-by-4.0"}]
    assert metadata["creators"][0]["person_or_org"] == {"type": "organizational", "name": "KSIgune"}
    assert metadata["identifiers"] == [{"identifier": told["id"], "scheme": "urn"}]
    related = {
        each["identifier"]: each["relation_type"]["id"] for each in metadata["related_identifiers"]
    }
    assert related == {
        f"https://data.example.org/releases/{PACKAGE}/{FIRST}": "isidenticalto",
        "https://example.org/x": "isderivedfrom",
    }


@pytest.mark.integration
@pytest.mark.parametrize(("fault", "every"), [("lost request", 5), ("lost answer", 2)])
def test_killed_at_every_step_it_is_continued_and_nothing_is_there_twice(
    data_root: Path, archive: Archive, fault: Any, every: int, proxy: FaultyProxy
) -> None:
    push(archive.target(), data_root)
    total = len(proxy.seen)
    expected = archive.state()
    for broken in range(1, total + 1, every):
        with invenio_stub(TOKEN) as (stub, server):
            place = Archive(stub, proxy)
            proxy.server = server
            proxy.reset(broken, fault)
            proxy.once = False
            assert push(place.target(), data_root)[-1].outcome == "failed", broken
            proxy.reset()
            again = outcomes(push(place.target(), data_root))
            assert "failed" not in again, broken
            assert place.state() == expected, broken
            assert stub.built_by_hand == []
            logged = read_log(data_root / "releases" / PACKAGE / f"{SECOND}.log.jsonl")
            assert logged[-1]["outcome"] in {"pushed", "found"}
    assert total > 30


def test_a_short_fault_is_waited_out_and_a_post_is_never_sent_blindly_again(
    data_root: Path, archive: Archive
) -> None:
    waits = Waits()
    archive.proxy.reset(2, "lost answer")  # the draft is made, and we do not know
    archive.proxy.once = True
    told = push(archive.target(retry(4, waits)), data_root, again=retry(4, waits))
    assert outcomes(told) == ["pushed", "pushed"]
    assert len(archive.stub.parents) == 1
    assert waits.asked == [1.0]


def test_retry_after_is_heeded(data_root: Path, archive: Archive) -> None:
    waits = Waits()
    archive.proxy.answers = {1: Answer(429, {"Retry-After": "11"})}
    push(archive.target(retry(2, waits)), data_root)
    assert waits.asked == [11.0]


def test_what_arrived_broken_is_sent_again_before_anything_is_published(
    data_root: Path, archive: Archive
) -> None:
    archive.stub.spoil_uploads = 1
    assert "did not arrive as it was sent" in push(archive.target(), data_root)[-1].text
    assert archive.stub.published == []
    assert outcomes(push(archive.target(), data_root)) == ["pushed", "pushed"]


def test_a_published_record_with_other_files_is_refused(data_root: Path, archive: Archive) -> None:
    push(archive.target(), data_root)
    archive.stub.published[0].files["README.md"].content = b"another"
    told = push(archive.target(), data_root)
    assert "another content" in told[-1].text
    assert len(archive.stub.things) == 2


def test_a_version_cannot_be_put_before_a_later_one(data_root: Path, archive: Archive) -> None:
    push(archive.target(), data_root, SECOND)
    told = push(archive.target(), data_root, FIRST)
    assert "versions can only follow each other" in told[-1].text
    assert len(archive.stub.things) == 1


def test_a_search_that_lags_behind_is_no_truth(data_root: Path, archive: Archive) -> None:
    """The index shows a draft that is published by now: it is read anew, not published twice."""
    push(archive.target(), data_root)
    shown = archive.stub.published[0]
    stale = archive.stub.search

    def lagging(query: dict[str, list[str]]) -> tuple[int, Any]:
        archive.stub.lagging = {shown.id}
        answer = stale(query)
        archive.stub.lagging = set()
        return answer

    archive.stub.search = lagging  # type: ignore[method-assign]
    assert outcomes(push(archive.target(), data_root)) == ["unchanged", "unchanged"]


def test_drafts_that_a_lost_answer_left_twice_are_cleared(
    data_root: Path, archive: Archive
) -> None:
    parcel = open_parcel(data_root / "releases" / PACKAGE / FIRST)
    body = {"metadata": {"identifiers": [{"identifier": parcel.descriptor["id"]}]}}
    import json

    for _ in range(2):
        archive.stub.create(json.dumps(body).encode())
    push(archive.target(), data_root)
    assert [thing.published for thing in archive.stub.things] == [True, True]


def test_the_token_goes_to_no_other_host(data_root: Path, archive: Archive) -> None:
    archive.stub.foreign_links = True
    told = push(archive.target(), data_root)
    assert "links to another host (elsewhere.example); nothing was sent" in told[-1].text
    archive.stub.foreign_links = False
    archive.proxy.reset()
    archive.proxy.answers = {1: Answer(302, {"Location": "http://elsewhere.example/api/"})}
    assert "redirects to another address" in push(archive.target(), data_root)[-1].text
    assert len(archive.proxy.seen) == 1


def test_what_the_archive_refuses_is_told_by_field(data_root: Path, archive: Archive) -> None:
    wrong = b'[{"field": "metadata.title", "messages": ["Missing data."]}]'
    body = b'{"message": "A validation error occurred.", "errors": ' + wrong + b"}"
    archive.proxy.answers = {2: Answer(400, body=body)}
    told = push(archive.target(), data_root)[-1].text
    assert "400: A validation error occurred.; metadata.title: Missing data." in told
    archive.proxy.reset()
    archive.proxy.answers = {1: Answer(200, body=b"<html>Zenodo</html>")}
    assert "has to lead to its REST API" in push(archive.target(), data_root)[-1].text


def test_a_draft_with_errors_is_not_filled(data_root: Path, archive: Archive) -> None:
    """InvenioRDM saves a draft with errors and says 200: they stand in `errors`."""
    update = archive.stub.update

    def complaining(thing: Any, raw: bytes) -> tuple[int, Any]:
        status, shown = update(thing, raw)
        return status, {**shown, "errors": [{"field": "metadata.rights", "messages": ["Unknown."]}]}

    archive.stub.update = complaining  # type: ignore[method-assign]
    told = push(archive.target(), data_root)[-1].text
    assert "does not take the metadata: metadata.rights: Unknown." in told
    assert archive.stub.things[0].files == {}


def test_no_secret_in_any_message_log_or_record(
    data_root: Path, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.proxy.answers = {3: Answer(400, body=f'{{"message": "bad {TOKEN}"}}'.encode())}
    with caplog.at_level(logging.DEBUG):
        told = push(archive.target(), data_root)
        archive.stub.token = "another"
        told += push(archive.target(), data_root)
    written = "".join(path.read_text() for path in data_root.rglob("*.log.jsonl"))
    assert "bad ***" in told[0].text
    assert "does not let this token do that (401)" in told[1].text
    assert TOKEN not in caplog.text + str(told) + written
    assert any(TOKEN in h.get("Authorization", "") for h in archive.proxy.headers)  # it was sent


def test_a_withdrawn_record_stays_and_its_archive_is_to_be_asked(
    data_root: Path, archive: Archive
) -> None:
    """A published record cannot be removed by whoever published it."""
    push(archive.target(), data_root)
    before = archive.state()
    withdraw(data_root, FIRST)
    told = push(archive.target(), data_root)
    assert outcomes(told) == ["withdrawn", "unchanged"]
    assert "Ask the archive to withdraw this record: A figure was wrong." in told[0].text
    assert outcomes(push(archive.target(), data_root)) == ["unchanged", "unchanged"]
    assert archive.state() == before
