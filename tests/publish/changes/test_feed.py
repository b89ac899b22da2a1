"""The feeds are Atom by RFC 4287, hold what the shelves hold, and are made anew from them."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime

import pytest
from lxml import etree

from publish.changes.feed import refresh_feeds
from publish.changes.withdraw import Withdrawal, withdraw
from publish.site import Site
from tests.publish.small import default_rows, prepare, release

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("releases/partnership/feed.atom", "releases/feed.atom")
# RFC 4287, 4.1.1 and 4.1.2: what has to stand exactly once, and what at most once.
FEED_ONCE = ("id", "title", "updated")
FEED_AT_MOST = ("generator", "icon", "logo", "rights", "subtitle")
ENTRY_ONCE = ("id", "title", "updated")
ENTRY_AT_MOST = ("content", "published", "rights", "source", "summary")
# RFC 3339 as RFC 4287, 3.3 narrows it: T and Z in capitals.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _count(element, name):
    return len(element.findall(ATOM + name))


def assert_rfc_4287(text: bytes) -> etree._Element:
    """What the text of RFC 4287 asks of a feed document, section by section."""
    feed = etree.fromstring(text)
    assert feed.tag == ATOM + "feed"
    assert [_count(feed, name) for name in FEED_ONCE] == [1, 1, 1]
    assert all(_count(feed, name) <= 1 for name in FEED_AT_MOST)
    assert _count(feed, "author") >= 1  # else every entry needs one
    selves = [link for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]
    assert len(selves) == 1
    entries = feed.findall(ATOM + "entry")
    for entry in entries:
        assert [_count(entry, name) for name in ENTRY_ONCE] == [1, 1, 1]
        assert all(_count(entry, name) <= 1 for name in ENTRY_AT_MOST)
        alternates = [
            x for x in entry.findall(ATOM + "link") if x.get("rel") in (None, "alternate")
        ]
        assert len(alternates) == 1
        content = entry.find(ATOM + "content")
        assert (
            content is None
            or content.get("type") != "xhtml"
            or (
                [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]  # 4.1.3.3
            )
        )
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.match(r"[a-z][a-z0-9+.-]*:", each) for each in [feed.findtext(ATOM + "id"), *ids])
    for element in feed.iter(ATOM + "updated", ATOM + "published"):
        assert MOMENT.fullmatch(element.text), element.text
    for element in feed.iter(ATOM + "name", ATOM + "title"):
        assert element.text.strip()
    return feed


def _entries(feed):
    return [entry.findtext(ATOM + "title") for entry in feed.findall(ATOM + "entry")]


@pytest.fixture
def root(tmp_path):
    release(tmp_path, prepare(tmp_path))
    rows = default_rows()
    rows["project"][0]["places"] = 13
    release(tmp_path, prepare(tmp_path, rows=rows))
    return tmp_path


@pytest.mark.parametrize("path", FEEDS)
def test_it_is_atom_and_tells_each_version_once_newest_first(root, path):
    feed = assert_rfc_4287((root / path).read_bytes())
    assert _entries(feed) == ["Partnership (es) 1.0.1", "Partnership (es) 1.0.0"]
    text = "".join(feed.find(ATOM + "entry").itertext())
    assert "project: errenkada baten balioak aldatu dira." in text
    assert "project: 1 row with other values." in text


def test_an_entry_is_the_release_by_id_date_and_address(root):
    entry = etree.parse(root / FEEDS[0]).find(ATOM + "entry")
    descriptor = json.loads((root / "releases/partnership/1.0.1/datapackage.json").read_text())
    assert entry.findtext(ATOM + "id") == descriptor["id"]
    moment = datetime.fromisoformat(entry.findtext(ATOM + "updated"))
    assert moment == datetime.fromisoformat(descriptor["created"])
    assert entry.find(ATOM + "link").get("href") == (
        "https://observatory.example/releases/partnership/1.0.1/datapackage.json"
    )


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_that_a_killed_run_did_not_write_is_written_by_the_next(root, path):
    before = (root / path).read_bytes()
    (root / path).unlink()
    rows = default_rows()
    rows["project"][0]["places"] = 13
    assert not release(root, prepare(root, rows=rows)).changed
    assert (root / path).read_bytes() == before


def test_another_address_of_the_site_stands_in_the_feed(root):
    known = prepare(root)
    refresh_feeds(root, "partnership", known, Site("https://data.example.org"))
    feed = assert_rfc_4287((root / FEEDS[1]).read_bytes())
    assert feed.find(ATOM + "link").get("href") == "https://data.example.org/releases/feed.atom"


def test_the_feed_of_all_holds_every_package_on_the_shelves(root):
    shutil.copytree(root / "releases/partnership", root / "releases/other")
    versions = root / "releases/other/versions.json"
    versions.write_text(versions.read_text().replace("urn:uuid:", "urn:uuid:0"))
    refresh_feeds(root, "partnership", prepare(root), Site())
    feed = assert_rfc_4287((root / FEEDS[1]).read_bytes())
    assert sorted(_entries(feed)) == [
        "Partnership (es) 1.0.0", "Partnership (es) 1.0.1", "other 1.0.0", "other 1.0.1",
    ]  # fmt: skip


def test_a_withdrawn_version_is_told_as_one_that_was_updated_that_day(root):
    asked = Withdrawal("partnership", "1.0.1", date(2026, 10, 1), 'Wrong <b>&"figures".')
    withdraw(asked, prepare(root), root, Site())
    feed = assert_rfc_4287((root / FEEDS[0]).read_bytes())
    entry = feed.find(ATOM + "entry")
    assert entry.findtext(ATOM + "title") == "Partnership (es) 1.0.1"
    assert entry.findtext(ATOM + "updated") == "2026-10-01T00:00:00+00:00"
    assert entry.find(ATOM + "category").get("term") == "withdrawn"
    assert 'Motivo: Wrong <b>&"figures".' in "".join(entry.itertext())
