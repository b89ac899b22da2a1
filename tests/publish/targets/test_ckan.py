"""The portal target against a real CKAN 2.12 (issue 4, point 6), with only its Solr stood in for.

It runs where CKAN, PostgreSQL and Redis are; otherwise it says what is missing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from publish.files import read_json
from publish.site import Site
from publish.targets.ckan import CkanTarget
from publish.targets.config import CkanSettings
from publish.targets.log import read_log
from publish.targets.parcel import open_parcel
from publish.targets.secret import Secret
from tests.publish.targets.ckan_server import (
    ORGANISATION,
    CkanServer,
    ckan_server,
    missing_parts,
)
from tests.publish.targets.faulty import Answer, FaultyProxy
from tests.publish.targets.pushing import FIRST, PACKAGE, SECOND, outcomes, push, retry, withdraw

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(bool(missing_parts()), reason=f"missing: {', '.join(missing_parts())}"),
]

SITE = Site("https://data.example.org", contact="mailto:observatory@example.org")
_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[CkanServer]:
    with ckan_server() as running:
        running.action("organization_create", name=ORGANISATION, title="KSIgune")
        yield running


class Portal:
    """A place of its own on the shared CKAN: another prefix for every test."""

    def __init__(self, server: CkanServer, proxy: FaultyProxy) -> None:
        parts = urlsplit(server.url)
        proxy.server = (str(parts.hostname), int(parts.port or 0))
        self.server = server
        self.proxy = proxy
        self.prefix = f"t{next(_numbers)}-"

    def target(self, **more: Any) -> CkanTarget:
        token = Secret(more.pop("token", self.server.token))
        given = {"organization": ORGANISATION, "prefix": self.prefix, **more}
        settings = CkanSettings(
            kind="ckan", url=self.proxy.url, token_from="KSIGUNE_CKAN_TOKEN", **given
        )
        return CkanTarget("portal", settings, SITE, token)

    def show(self) -> dict[str, Any]:
        return dict(self.server.action("package_show", id=self.prefix + PACKAGE))

    def paths(self) -> list[str]:
        return [each["path"] for each in self.show()["resources"]]

    def actions(self) -> list[str]:
        return [path.rpartition("/")[2] for _, path in self.proxy.seen]


@pytest.fixture
def portal(server: CkanServer, proxy: FaultyProxy) -> Portal:
    return Portal(server, proxy)


def shown_files(root: Path, version: str) -> dict[str, bytes]:
    """The files of a release that a portal lists."""
    folder = root / "releases" / PACKAGE / version
    paths = [*sorted((folder / "data").iterdir()), folder / "datapackage.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_package_becomes_a_dataset_that_links_to_the_site(
    data_root: Path, portal: Portal
) -> None:
    assert outcomes(push(portal.target(), data_root, FIRST)) == ["pushed"]
    shown = portal.show()
    told = read_json(data_root / "releases" / PACKAGE / FIRST / "datapackage.json")
    extras = {each["key"]: each["value"] for each in shown["extras"]}
    assert (shown["title"], shown["version"], shown["license_id"]) == (
        "Partnership (es)",
        FIRST,
        "cc-by",
    )
    assert shown["license_title"] == "Creative Commons Attribution"  # CKAN knows the id
    assert shown["organization"]["name"] == ORGANISATION
    assert shown["private"] is False
    assert [tag["name"] for tag in shown["tags"]] == ["culture es"]
    assert extras["identifier"] == told["id"]
    assert extras["title_eu"] == "Partnership (eu)"
    assert extras["contact_uri"] == "mailto:observatory@example.org"
    assert extras["publisher_name"] == "Euskampus Fundazioa"
    files = shown_files(data_root, FIRST)
    assert portal.paths() == list(files)
    for each in shown["resources"]:
        raw = files[each["path"]]
        assert each["url"] == f"https://data.example.org/releases/{PACKAGE}/{FIRST}/{each['path']}"
        assert (each["hash"], each["size"]) == (hashlib.sha256(raw).hexdigest(), len(raw))
    assert {each["format"] for each in shown["resources"]} >= {"CSV", "Parquet", "JSON"}


def test_a_second_push_changes_nothing_and_a_new_version_keeps_each_resources_id(
    data_root: Path, portal: Portal
) -> None:
    push(portal.target(), data_root, FIRST)
    before = portal.show()
    portal.proxy.reset()
    assert outcomes(push(portal.target(), data_root, FIRST)) == ["unchanged"]
    assert portal.actions() == ["package_show"]
    assert portal.show() == before
    assert outcomes(push(portal.target(), data_root, SECOND)) == ["pushed"]
    after = portal.show()
    assert (after["id"], after["version"]) == (before["id"], SECOND)
    ids = [{each["path"]: each["id"] for each in x["resources"]} for x in (before, after)]
    assert ids[0] == ids[1]
    assert all(f"/{SECOND}/" in each["url"] for each in after["resources"])
    line = read_log(data_root / "releases" / PACKAGE / f"{SECOND}.log.jsonl")[-1]
    assert line["ids"] == {"ckan": before["id"]}


def test_what_the_portals_people_added_stays_and_a_dropped_file_goes(
    data_root: Path, portal: Portal
) -> None:
    push(portal.target(), data_root, FIRST)
    shown = portal.show()
    added = {"key": "approved_by", "value": "the portal's office"}
    extra = {"url": "https://example.org/old.csv", "path": "data/old.csv", "name": "old"}
    portal.server.action(
        "package_patch",
        id=shown["id"],
        extras=[*shown["extras"], added],
        resources=[*shown["resources"], extra],
    )
    assert outcomes(push(portal.target(), data_root, SECOND)) == ["pushed"]
    assert added in portal.show()["extras"]
    assert portal.paths() == list(shown_files(data_root, SECOND))


def test_files_can_be_uploaded_and_arrive_as_they_are(data_root: Path, portal: Portal) -> None:
    target = portal.target(resources="upload")
    assert outcomes(push(target, data_root, FIRST)) == ["pushed"]
    portal.proxy.reset()
    assert outcomes(push(target, data_root, FIRST)) == ["unchanged"]
    assert portal.actions() == ["package_show"]
    assert outcomes(push(target, data_root, SECOND)) == ["pushed"]
    files = shown_files(data_root, SECOND)
    assert portal.paths() == list(files)
    for each in portal.show()["resources"]:
        assert httpx.get(each["url"], follow_redirects=True).content == files[each["path"]]


@pytest.mark.parametrize("fault", ["lost request", "lost answer"])
def test_an_upload_that_broke_at_any_step_is_continued_and_nothing_is_there_twice(
    data_root: Path, portal: Portal, server: CkanServer, fault: Any
) -> None:
    push(portal.target(resources="upload"), data_root, FIRST)
    total = len(portal.proxy.seen)
    expected = portal.paths()
    for broken in (2, 3, total - 1, total):
        place = Portal(server, portal.proxy)
        place.proxy.reset(broken, fault)
        place.proxy.once = False
        told = push(place.target(resources="upload"), data_root, FIRST)
        assert "the portal does not answer" in told[0].text
        place.proxy.reset()
        assert push(place.target(resources="upload"), data_root, FIRST)[0].outcome != "failed"
        assert place.paths() == expected, broken
        assert place.show()["private"] is False
    assert total == len(expected) + 3  # look, create, one per file, and the dataset's words


def test_nobody_sees_a_first_upload_before_it_is_whole(data_root: Path, portal: Portal) -> None:
    portal.proxy.reset(4)
    portal.proxy.once = False
    push(portal.target(resources="upload"), data_root, FIRST)
    assert portal.show()["private"] is True


def test_a_link_push_whose_answer_was_lost_is_found_done(data_root: Path, portal: Portal) -> None:
    portal.proxy.reset(2, "lost answer")
    told = push(portal.target(), data_root, FIRST, retry(2))
    assert outcomes(told) == ["found"]
    assert portal.paths() == list(shown_files(data_root, FIRST))


def test_two_pushers_at_once_make_one_dataset(data_root: Path, portal: Portal) -> None:
    """Both see nothing; the slower one's create is refused by name, and it looks again."""
    fast, slow = portal.target(), portal.target()
    parcel = open_parcel(data_root / "releases" / PACKAGE / FIRST)
    from publish.targets.pointers import read_entries

    entries = read_entries(data_root / "releases" / PACKAGE)
    looked: list[None] = []
    current = slow._current

    def overtaken(name: str) -> Any:
        found = current(name)
        if not looked:
            looked.append(None)
            fast.push(parcel, entries)
        return found

    slow._current = overtaken  # type: ignore[method-assign]
    receipt = retry(2).call(lambda: slow.push(parcel, entries))
    assert receipt.changed is False
    assert portal.paths() == list(shown_files(data_root, FIRST))


def test_a_newer_version_is_not_set_back_and_all_means_the_newest(
    data_root: Path, portal: Portal
) -> None:
    assert outcomes(push(portal.target(), data_root, "all")) == ["pushed"]
    assert portal.show()["version"] == SECOND
    told = push(portal.target(), data_root, FIRST)
    assert "shows partnership 1.0.1, which is newer than 1.0.0; it is not set back" in told[0].text


def test_a_dataset_of_somebody_else_is_not_touched(data_root: Path, portal: Portal) -> None:
    portal.server.action(
        "package_create", name=portal.prefix + PACKAGE, owner_org=ORGANISATION, title="Theirs"
    )
    told = push(portal.target(), data_root, FIRST)
    assert "is not of this installation" in told[0].text
    assert portal.show()["title"] == "Theirs"


def test_a_dataset_that_was_deleted_at_the_portal_stays_deleted(
    data_root: Path, portal: Portal
) -> None:
    push(portal.target(), data_root, FIRST)
    portal.server.action("package_delete", id=portal.prefix + PACKAGE)
    assert "was deleted at the portal" in push(portal.target(), data_root, FIRST)[0].text


def test_a_withdrawn_version_loses_its_files_and_says_why(data_root: Path, portal: Portal) -> None:
    push(portal.target(), data_root, SECOND)
    withdraw(data_root, SECOND)
    withdraw(data_root, FIRST)
    assert outcomes(push(portal.target(), data_root)) == ["unchanged", "withdrawn"]
    shown = portal.show()
    assert shown["resources"] == []
    assert shown["notes"].startswith("A figure was wrong.")
    assert outcomes(push(portal.target(), data_root)) == ["unchanged", "unchanged"]


def test_after_a_withdrawal_the_portal_shows_the_version_that_stands(
    data_root: Path, portal: Portal
) -> None:
    push(portal.target(), data_root, SECOND)
    withdraw(data_root, SECOND)
    assert outcomes(push(portal.target(), data_root)) == ["withdrawn", "pushed"]
    assert portal.show()["version"] == FIRST
    assert portal.paths() == list(shown_files(data_root, FIRST))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"organization": "nobody"}, "`organization` in the targets must name an organisation"),
    ({"translations": "fluent"}, "The portal lacks ckanext-fluent: set `translations: extras`"),
    ({"token": "wrong-token-8812"}, "does not let this token do package_create"),
]


@pytest.mark.parametrize(("settings", "told"), REFUSED)
def test_what_ckan_refuses_is_told_in_words(
    data_root: Path, portal: Portal, settings: dict[str, Any], told: str
) -> None:
    assert told in push(portal.target(**settings), data_root, FIRST)[0].text


FAILING: list[tuple[Answer, str]] = [
    (
        Answer(
            200,
            body=b'{"success": false, "error": {"__type": "Validation Error",'
            b' "tags": [{}, {"name": ["Too short"]}]}}',
        ),
        "tags 2.name: Too short",
    ),
    (Answer(200, body=b'{"success": false, "error": {"message": "odd"}}'), "answered 200 to"),
    (Answer(200, body=b"<html>a login page</html>"), "answered 200 to package_create"),
    (Answer(301, {"Location": "http://elsewhere.example/"}), "redirects to another address"),
    (Answer(503), "answered 503 to package_create"),
]


@pytest.mark.parametrize(("answer", "told"), FAILING)
def test_a_failure_inside_http_200_and_other_odd_answers_are_failures(
    data_root: Path, portal: Portal, answer: Answer, told: str
) -> None:
    portal.proxy.answers = {2: answer}
    result = push(portal.target(), data_root, FIRST)
    assert (result[0].outcome, told in result[0].text) == ("failed", True), result[0].text
    assert len(portal.proxy.seen) == 2


def test_no_secret_in_any_message_log_or_record(
    data_root: Path, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    token = portal.server.token
    portal.proxy.answers = {2: Answer(400, body=f"not allowed: {token}".encode())}
    with caplog.at_level(logging.DEBUG):
        told = push(portal.target(), data_root, FIRST)
    written = "".join(path.read_text() for path in data_root.rglob("*.log.jsonl"))
    assert "not allowed: ***" in told[0].text
    assert written
    assert token not in caplog.text + str(told) + written
    assert token in portal.proxy.headers[0]["Authorization"]  # it was sent
