"""Counts of the bundled training that the tables must reach, read straight from the files.

Nothing of our readers, identifiers, code lists or SQL is used: files are read with pandas, the
words of each provider are typed here, and persons are told apart by what stands in their cell once
blanks, dots, hyphens, labels and check characters are gone. The end-to-end test compares the
published tables with these same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sources.reference.generate import generate

YEARS = ("2024-25", "2025-26")
PROVIDERS = {"ehu": (";", "latin-1"), "mondragon": (",", "utf-8-sig"), "vet": ("\t", "utf-8")}
OFFER = ("offer", "centre", "title", "kind", "accredited", "accreditation", "modality", "ects")
OFFER += ("eqf", "language", "focuses", "skills", "isced_f", "started", "linked")
TAKEN = ("id", "offer", "name", "person", "status", "on", "sector", "nuts", "work")
REJECTED = {
    ("2024-25", "EHU-M00350"),  # check letter
    ("2024-25", "EHU-M00351"),  # unknown offer
    ("2025-26", "MUN-M00190"),  # 31 November
    ("2025-26", "LH-M00188"),  # a note instead of an identifier
    ("2025-26", "LH-M00189"),  # an identifier in the column of the sector
}
COMPLETED = ("Finalizada", "Amaitua")
ENROLLED = ("Matriculada", "Matrikulatua")
WORKING = ("Trabaja", "Lanean")
ABSENT = ("", "-", "n/d")
DIGITAL = ("Competencias digitales", "Trebetasun digitalak")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "inbox"
    generate(folder)
    return folder


def _read(inbox: Path, what: str, names: tuple[str, ...]) -> pd.DataFrame:
    frames = []
    for year in YEARS:
        for provider, (delimiter, encoding) in PROVIDERS.items():
            frame = pd.read_csv(
                inbox / "training" / year / f"{what}_{provider}.csv",
                sep=delimiter,
                encoding=encoding,
                dtype=str,
                keep_default_na=False,
            )
            assert len(frame.columns) == len(names)
            frames.append(frame.set_axis(list(names), axis=1).assign(year=year))
    return pd.concat(frames, ignore_index=True)


def _person(text: str) -> str | None:
    """The number in a cell: the digits of a DNI or NIE without letter, 13 digits of a NIR."""
    if text in ABSENT:
        return None
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    bare = re.sub(r"^(DNI|NIE|PASAPORTE)", "", bare)
    if re.fullmatch(r"9[0-9]{7}[A-Z]?", bare):
        return bare[:8]
    if re.fullmatch(r"Z9[0-9]{6}[A-Z]", bare):
        return bare[:8]
    return bare[:13] if re.fullmatch(r"8[0-9]{12}([0-9]{2})?", bare) else bare


@pytest.fixture(scope="module")
def offers(inbox: Path) -> pd.DataFrame:
    found = _read(inbox, "offers", OFFER)
    return found.assign(
        linked=found["linked"].isin(["Sí", "Bai", "SI"]),
        accredited=found["accredited"].isin(["Sí", "Bai", "SI"]),
    )


@pytest.fixture(scope="module")
def taken(inbox: Path, offers: pd.DataFrame) -> pd.DataFrame:
    """Every accepted participation once, the furthest of the same person in the same offer."""
    found = _read(inbox, "participations", TAKEN)
    found = found.drop_duplicates(["year", "id"])
    wrong = pd.Series(list(zip(found["year"], found["id"], strict=True)), index=found.index)
    found = found[~wrong.isin(REJECTED)]
    found = found.assign(
        person=found["person"].map(_person),
        on=pd.to_datetime(found["on"].map(_iso)),
        distance=found["status"].map(
            lambda word: 1 if word in COMPLETED else 2 if word in ENROLLED else 3
        ),
    )
    known = found["person"].notna()
    ordered = found[known].sort_values(["distance", "on", "id"])
    once = ordered.drop_duplicates(["year", "offer", "person"])
    found = pd.concat([once, found[~known]], ignore_index=True)
    return found.merge(offers[["year", "offer", "linked", "focuses"]], on=["year", "offer"])


def _iso(text: str) -> str:
    return "-".join(reversed(text.split("/"))) if text[2] == "/" else text.replace("/", "-")


@pytest.fixture(scope="module")
def scope(taken: pd.DataFrame) -> pd.DataFrame:
    """What KPI 3 considers: linked offers, in the Basque Country or unknown, working or unknown."""
    place = taken["nuts"].str.startswith("ES21") | taken["nuts"].isin(ABSENT)
    work = taken["work"].isin([*WORKING, *ABSENT])
    in_scope = taken[taken["linked"] & place & work]
    certain = ~in_scope["nuts"].isin(ABSENT) & ~in_scope["work"].isin(ABSENT)
    return in_scope.assign(certain=certain, completed=in_scope["status"].isin(COMPLETED))


def _persons(found: pd.DataFrame) -> tuple[int, int]:
    """Certain persons, and at most: further persons in doubt and each record without a person."""
    certain = set(found[found["certain"]]["person"].dropna())
    doubtful = set(found["person"].dropna()) - certain
    return len(certain), len(certain) + len(doubtful) + int(found["person"].isna().sum())


def _records(found: pd.DataFrame) -> tuple[int, int]:
    return int(found["certain"].sum()), len(found)


@pytest.mark.parametrize(
    ("count", "completed_only", "expected"),
    [
        (_persons, True, (487, 580)),
        (_persons, False, (654, 771)),
        (_records, True, (601, 685)),
        (_records, False, (858, 972)),
    ],
    ids=["persons", "participants", "completions", "participations"],
)
def test_numerators_of_kpi_3(
    scope: pd.DataFrame,
    count: Callable[[pd.DataFrame], tuple[int, int]],
    completed_only: bool,
    expected: tuple[int, int],
) -> None:
    """Issue 3, point 5: every variant of the numerator, with both ends of its range."""
    assert count(scope[scope["completed"]] if completed_only else scope) == expected


def test_offers_of_kpi_2(offers: pd.DataFrame) -> None:
    """Variants offers_accredited_linked, offers_linked_any, offers_accredited_linked_cumulative."""
    newest = offers[offers["year"] == "2025-26"]
    both = offers[offers["linked"] & offers["accredited"]]
    assert len(offers) == 56
    assert int((newest["linked"] & newest["accredited"]).sum()) == 18
    assert int(newest["linked"].sum()) == 24
    assert both["offer"].nunique() == 21


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("total", (982, 47, 1386, 956)),
        ("digital", (625, 31, 787, 544)),
        ("ES213", (419, 20, 601, 408)),
        ("2024-25", (548, 23, 667, 541)),
    ],
)
def test_reach(taken: pd.DataFrame, name: str, expected: tuple[int, ...]) -> None:
    """Persons, participations without identifier, participations, completions of a cell."""
    focuses = taken["focuses"].str.split(r"[;|] ?", regex=True)
    cells = {
        "total": taken,
        "digital": taken[focuses.map(lambda words: any(word in DIGITAL for word in words))],
        "ES213": taken[taken["nuts"] == "ES213"],
        "2024-25": taken[taken["year"] == "2024-25"],
    }
    cell = cells[name]
    found = (
        cell["person"].nunique(),
        int(cell["person"].isna().sum()),
        len(cell),
        int(cell["status"].isin(COMPLETED).sum()),
    )
    assert found == expected


def test_the_bundled_persons_are_as_the_issue_asks(inbox: Path, taken: pd.DataFrame) -> None:
    """Issue 3, point 1: the same person in several courses and under two spellings."""
    sent = _read(inbox, "participations", TAKEN)
    sent = sent.assign(number=sent["person"].map(_person)).dropna(subset="number")
    spellings = sent.groupby("number")["person"].nunique()
    courses = taken.groupby("person")[["year", "offer"]].apply(
        lambda one: len(one.drop_duplicates())
    )
    assert (spellings > 1).sum() > 100
    assert (courses > 1).sum() > 100
    assert 300 < taken["person"].nunique() <= 1_500
