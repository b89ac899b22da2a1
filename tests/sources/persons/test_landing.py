"""Persons while landing: hashed or rejected before a byte is written, whatever goes wrong."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from schemas.registry import Registry
from sources.corrections import Correction
from sources.feed import Feed, FeedError
from sources.mapping import check_feed
from sources.persons.key import DEVELOPMENT_KEY
from sources.problem import Problem, PullError
from sources.pull import Decisions, Profile, pull
from tests.schemas.small import field, table
from tests.sources.small import NOW, REGISTRY, Desk, feed, only

SECRET = "secret-of-the-tests-0123456789abcdef"
PROFILE = Profile(person_secret=SECRET)
HEADER = "id;who;name;sector;day"
COLUMNS = {"id": "seat_id", "who": "person_hash", "sector": "sector", "day": "started_on"}

SEAT = table(
    "seat",
    [
        field("seat_id", required=True, pattern="S-[0-9]+"),
        field("person_hash", privacy="personal"),
        field("sector"),
        field("started_on", "date"),
    ],
    ("seat_id",),
)
PERSONS = Registry(
    code_lists=REGISTRY.code_lists, concepts={}, landing={"seat": SEAT}, open={}, packages={}
)


def _feed(name: str = "seats", **changes: Any) -> Feed:
    given: dict[str, Any] = {
        "table": "seat",
        "columns": COLUMNS,
        "ignore": {"name": "names a person"},
        "dialect": {"missing_values": ["n/d"]},
        "totals_marker": "Total",
    }
    return feed(name, **{**given, **changes})


def _deliver(desk: Desk, rows: Sequence[str], name: str = "seats", **changes: Any) -> Any:
    desk.deliver(f"{name}.csv", [HEADER, *rows])
    profile = Profile(changes.pop("production", False), changes.pop("secret", SECRET))
    given = _feed(name, **changes)
    return pull(given, PERSONS, desk.root, desk.inbox, NOW, None, profile, Decisions())


def _refused(desk: Desk, rows: Sequence[str], **changes: Any) -> list[Problem]:
    with pytest.raises(PullError) as caught:
        _deliver(desk, rows, **changes)
    return list(caught.value.problems)


def _hash(canonical: str, key: str = SECRET) -> str:
    """Computed here again, from the definition: HMAC-SHA-256 in a domain of its own."""
    message = b"ksigune/person/1\x00" + canonical.encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def _bytes_written(root: Path) -> Iterator[tuple[str, bytes]]:
    """Everything below the data root but the partners' own files."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and "inbox" not in path.relative_to(root).parts:
            yield str(path.relative_to(root)), path.read_bytes()


def _digits_of(content: bytes) -> str:
    """What the bytes say once separators are taken out, so that no spelling escapes."""
    return re.sub(r"[\s.\-]", "", content.decode("latin-1")).upper()


def test_two_spellings_of_a_person_land_as_one_hash(desk: Desk) -> None:
    """Issue 3, point 1: persons only as keyed hash from landing on."""
    rows = ["S-1;12345678Z;Ana;;", "S-2;12.345.678-z;Ana;;", "S-3;X1234567L;Bo;;", "S-4;n/d;;;"]
    _deliver(desk, [*rows, "S-5;;;;"])
    found = [row["person_hash"] for row in desk.rows(_feed())]
    ana = _hash("es-nif:12345678Z")
    assert found == [ana, ana, _hash("es-nif:X1234567L"), None, None]


WRONG = [
    "S-2;12345678A;Ana;;",  # check letter
    "S-3;ver 12345678Z;Ana;;",  # a note around it
    "S-4;00000000T;Ana;;",
    "S-5;87654321X;Ana;;31/31/2024",  # a bad date beside a good identifier
    "S-1;87654321X;Ana;;",  # a key used twice
    "S-7;;Ana;12.345.678-Z;",  # in the column of another purpose
    "12345678Z;;Ana;;",  # as the key itself
    "S-9;12345678Z;Ana;;;;;",  # too many cells
    "S-10;12345678Z",  # too few
]
IDENTIFIERS = ("12345678", "87654321", "00000000")


def test_no_byte_of_an_identifier_is_written(desk: Desk) -> None:
    """Issue 3, point 1: not into accepted, rejected, manifest, message or work file either."""
    _deliver(desk, ["S-1;12345678Z;Ana;;", *WRONG])
    written = dict(_bytes_written(desk.root))
    assert {Path(name).name for name in written} >= {"accepted.parquet", "rejected.parquet"}
    # Parquet compresses its pages: what it says is read as well.
    texts = {name: _digits_of(content) for name, content in written.items()}
    texts["read"] = _digits_of(str([desk.rejected(_feed()), desk.rows(_feed())]).encode())
    leaking = [(name, i) for name, text in texts.items() for i in IDENTIFIERS if i in text]
    assert leaking == []
    assert "Ana" not in str([desk.rejected(_feed()), desk.rows(_feed())])


def test_no_byte_of_an_identifier_is_written_by_a_refusal(desk: Desk) -> None:
    """A refused pull tells its first rows: last_failure.json and the exception are files too."""
    limits = {"max_rejected_rows": 0, "reason": "None may fail."}
    problems = _refused(desk, ["S-1;12345678Z;Ana;;", *WRONG], limits=limits)
    told = " ".join(str(problem) for problem in problems)
    written = [*dict(_bytes_written(desk.root)).values(), told.encode()]
    assert [i for content in written for i in IDENTIFIERS if i in _digits_of(content)] == []
    assert (desk.root / "landing" / "seats" / "last_failure.json").is_file()


def test_nothing_is_spooled_before_it_is_hashed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work file of a pull that is killed stays on the disk: it is looked at before it goes."""
    from sources import staging

    seen: list[bytes] = []
    refuse = staging._refuse_unnamed_values

    def look(con: Any, reading: Any) -> None:
        import pyarrow.parquet as pq

        (raw,) = desk.root.rglob("raw.parquet")
        seen.append(str(pq.read_table(raw).to_pylist()).encode())
        refuse(con, reading)

    monkeypatch.setattr(staging, "_refuse_unnamed_values", look)
    _deliver(desk, ["S-1;12345678Z;Ana;;", *WRONG])
    (text,) = seen
    assert b"S-1" in text
    assert [i for i in (*IDENTIFIERS, "Ana") if i in text.decode()] == []


def test_what_is_wrong_is_told_once_with_its_place_and_without_its_value(desk: Desk) -> None:
    _deliver(desk, ["S-1;12345678Z;Ana;;", *WRONG])
    rejected = desk.rejected(_feed())
    assert [(row["_row"], row["rule"], row["column_name"]) for row in rejected] == [
        (3, "person-identifier", "person_hash"),
        (4, "person-identifier", "person_hash"),
        (5, "person-identifier", "person_hash"),
        (6, "type", "started_on"),
        (7, "primary-key", "seat_id"),
        (8, "misplaced-identifier", "sector"),
        (9, "misplaced-identifier", "seat_id"),
        (10, "row-length", ""),
        (11, "row-length", ""),
    ]
    assert [row["value"] for row in rejected if "identifier" in row["rule"]] == [None] * 5
    first = rejected[0]["message"]
    assert 'seats.csv, row 3, column "who": the check letter or key' in first
    assert '"person_hash":"(withheld)"' in rejected[3]["row_json"]


def test_a_totals_row_is_no_person(desk: Desk) -> None:
    """A totals row is told by its first word, also where that stands in the column of persons."""
    desk.deliver("seats.csv", ["who;id;name;sector;day", "12345678Z;S-1;;;", "Total;1;;;"])
    pull(_feed(), PERSONS, desk.root, desk.inbox, NOW, None, PROFILE, Decisions())
    assert desk.manifest(_feed()).counts.ignored == {"totals row": 1}
    assert [row["seat_id"] for row in desk.rows(_feed())] == ["S-1"]


def test_the_manifest_names_the_key_by_its_id_alone(desk: Desk) -> None:
    _deliver(desk, ["S-1;12345678Z;;;"])
    expected = hashlib.sha256(b"ksigune/person-key-id/1\x00" + SECRET.encode()).hexdigest()[:8]
    assert desk.manifest(_feed()).person_key == expected
    assert [name for name, content in _bytes_written(desk.root) if SECRET.encode() in content] == []


def test_a_changed_key_is_refused_until_everything_is_landed_anew(desk: Desk) -> None:
    """Issue 3: persons of two keys cannot be matched; the snapshot with the former key stays."""
    _deliver(desk, ["S-1;12345678Z;;;"])
    secret = "another-secret-0123456789abcdef-0123"
    again = ["S-1;12345678Z;;;", "S-2;;;;"]
    assert only(_refused(desk, again, secret=secret)).rule == "person-key"
    other = only(_refused(desk, ["S-1;12345678Z;;;"], name="others", secret=secret))
    assert '"seats"' in other.what
    assert "pull them again" in other.remedy
    assert len(desk.rows(_feed())) == 1
    import shutil

    shutil.rmtree(desk.root / "landing" / "seats")
    _deliver(desk, ["S-1;12345678Z;;;"], name="others", secret=secret)
    (row,) = desk.rows(_feed("others"))
    assert row["person_hash"] == _hash("es-nif:12345678Z", secret)


@pytest.mark.parametrize(
    ("origin", "production"), [("reported", False), ("reported", True), ("published", False)]
)
def test_without_a_key_no_real_person_lands(desk: Desk, origin: str, production: bool) -> None:
    """Issue 3: the production profile or a feed that is not synthetic is refused without a key."""
    changes = {"origin": origin, "production": production, "secret": ""}
    problem = only(_refused(desk, ["S-1;12345678Z;;;"], **changes))
    assert problem.rule == "person-key"
    assert not list(desk.root.rglob("*.parquet"))


def test_synthetic_persons_land_with_the_development_key(desk: Desk) -> None:
    _deliver(desk, ["S-1;12345678Z;;;"], origin="synthetic", secret="")
    (row,) = desk.rows(_feed())
    assert row["person_hash"] == _hash("es-nif:12345678Z", DEVELOPMENT_KEY)


def test_an_unchanged_delivery_is_not_landed_again_and_another_spelling_gives_the_same_snapshot(
    desk: Desk,
) -> None:
    first = _deliver(desk, ["S-1;12345678Z;;;"])
    assert _deliver(desk, ["S-1;12345678Z;;;"]).unchanged
    respelled = _deliver(desk, ["S-1;12.345.678-Z;;;"])
    assert (respelled.unchanged, respelled.snapshot_id) == (True, first.snapshot_id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "https://example.org/seats.csv"}, "would be written before it is hashed"),
        ({"header_row": 1}, "a row of persons could be taken for it"),
        (
            {
                "columns": {k: v for k, v in COLUMNS.items() if k != "who"},
                "constants": {"person_hash": "12345678Z"},
            },
            "cannot be the same in every row",
        ),
    ],
)
def test_a_feed_that_would_let_persons_through_is_refused(
    changes: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(FeedError, match=words):
        check_feed(_feed(**changes), PERSONS)


def test_a_remote_drop_folder_is_refused_for_persons(desk: Desk) -> None:
    """A file that is fetched is written into the work folder as it is."""
    with pytest.raises(PullError, match="drop folder on this machine"):
        pull(_feed(), PERSONS, desk.root, "memory://inbox", NOW, None, PROFILE, Decisions())
    assert [name for name, _ in _bytes_written(desk.root) if name.endswith(".csv")] == []


def test_a_correction_cannot_name_a_person(desk: Desk) -> None:
    """A correction is a file of the repository: whoever reads it would read the identifier."""
    correction = Correction(
        name="seats.yml, correction 1",
        feed="seats",
        match={"person_hash": "12345678Z"},
        expect={"sector": None},
        change={"sector": "design"},
        reason="Wrong.",
        provider="Nobody",
        date=NOW.date(),
    )
    desk.deliver("seats.csv", [HEADER, "S-1;12345678Z;;;"])
    with pytest.raises(FeedError, match='"person_hash" of seat are personal'):
        pull(_feed(), PERSONS, desk.root, desk.inbox, NOW, None, PROFILE, Decisions((correction,)))
