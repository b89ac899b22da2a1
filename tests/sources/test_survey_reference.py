"""The survey of the bundled edition: both waves, their flaws, the frame, and the mapping as data.

Read straight from the files, without our readers; landing is tested in test_reference_lands.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from schemas.registry import load
from sources.persons.search import holds_national_number
from sources.reference import sampling_frame, survey_files
from sources.reference.generate import SEED
from sources.reference.questionnaire import questionnaire
from sources.reference.register import FACTS
from sources.reference.survey_responses import headers, responses

WAVES = {"2024-25": 300, "2025-26": 420}
SKILLS = 13

Response = dict[str, str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("survey")
    for year in WAVES:
        (root / year).mkdir()
        survey_files.write(root / year, year, 1, SEED, load())
    return root


def _read(files: Path, year: str) -> list[Response]:
    with (files / year / "responses.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _items(year: str, measure: str) -> list[str]:
    """The headers of a measure, by the mapping."""
    return [
        row["question_code"]
        if row["subquestion_code"] == "-"
        else f"{row['question_code']}[{row['subquestion_code']}]"
        for row in _mapping()
        if (row["academic_year"], row["survey_measure"]) == (year, measure)
    ]


def _mapping() -> list[Response]:
    with (FACTS / "survey_items.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_frame_sums_to_the_published_totals() -> None:
    """domain.md, section 4: 7,149 cultural and 9,737 creative firms, together 16,886."""
    parents = {code.code: code.parent for code in load().code_lists["cci_sector"].codes}
    totals: Counter[str | None] = Counter()
    for (sector, _), count in sampling_frame.firms().items():
        totals[parents[sector]] += count
    assert totals == {"cultural": 7149, "creative": 9737}
    assert sum(totals.values()) == 16886


def test_the_frame_has_every_sector_and_band_and_no_empty_cell() -> None:
    lists = load().code_lists
    sectors = [code.code for code in lists["cci_sector"].codes if code.parent]
    wanted = {(sector, band) for sector in sectors for band in lists["size_band"].values()}
    assert set(sampling_frame.firms()) == wanted
    assert len(wanted) == 60
    assert min(sampling_frame.firms().values()) > 0


def test_a_scaled_frame_keeps_its_proportions_and_says_what_it_is(tmp_path: Path) -> None:
    """A survey 36 times as large answers for 36 times the firms, or cells would be overfull."""
    (tmp_path / "frame").mkdir()
    survey_files.write(tmp_path / "frame", "2025-26", 36, SEED, load())
    book = CalamineWorkbook.from_path(tmp_path / "frame" / "frame.xlsx")
    rows = book.get_sheet_by_name("Marco").to_python()[4:]
    counts = [int(float(str(row[2]))) for row in rows]
    assert counts == [36 * count for count in [*sampling_frame.firms().values(), 16886]]
    assert {row[4] for row in rows[:-1]} == {sampling_frame.source(36)}
    assert "36 times" in sampling_frame.source(36)
    assert sampling_frame.source(1) == sampling_frame.SOURCE


@pytest.mark.parametrize("year", WAVES)
def test_duplicates_and_invitations_grow_with_the_responses(year: str) -> None:
    """Two responses in a hundred come twice under one invitation, at any size."""
    asked = questionnaire(year, load())
    place = headers(asked).index("token")
    tokens = Counter(row[place] for row in responses(asked, 20, SEED) if row[place])
    count = WAVES[year] * 20
    assert max(tokens.values()) <= 3
    assert 0.010 < sum(n > 1 for n in tokens.values()) / count < 0.025
    assert 0.85 < len(tokens) / count < 0.92


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (7, [3, 1], [5, 2]), (0, [2, 5], [0, 0])],
)
def test_largest_remainder_adds_up(total: int, weights: list[int], parts: list[int]) -> None:
    """By hand: 10/3 = 3.33 each, the first takes the rest; 7·3/4 = 5.25 and 1.75."""
    assert sampling_frame.shared(total, weights) == parts


@pytest.mark.parametrize(("year", "count"), WAVES.items())
def test_a_wave_has_its_responses(files: Path, year: str, count: int) -> None:
    assert len(_read(files, year)) == count


@pytest.mark.parametrize("year", WAVES)
def test_there_are_partial_duplicate_and_test_responses(files: Path, year: str) -> None:
    rows = _read(files, year)
    partial = [row for row in rows if not row["submitdate"]]
    tokens = Counter(row["token"] for row in rows if row["token"])
    (flag,) = _items(year, "test_response")
    assert 0.04 < len(partial) / len(rows) < 0.13
    assert {int(row["lastpage"]) for row in partial} <= {1, 2, 3, 4}
    assert max(tokens.values()) == 2
    assert 2 <= sum(count == 2 for count in tokens.values()) <= 15
    assert sum(row[flag] == "Y" for row in rows) in {2, 3}
    assert {row["startlanguage"] for row in rows} == {"eu", "es", "fr", "en"}


@pytest.mark.parametrize("year", WAVES)
def test_vacancies_are_asked_only_where_there_are_any(files: Path, year: str) -> None:
    (has,), (posts,) = _items(year, "has_vacancies"), _items(year, "vacancies")
    rows = _read(files, year)
    assert [row["id"] for row in rows if row[posts] and row[has] != "Y"] == []
    assert sum(bool(row[posts]) for row in rows) > 20


@pytest.mark.parametrize("year", WAVES)
def test_pages_after_the_last_one_seen_are_empty(files: Path, year: str) -> None:
    late = [h for m in ("importance", "professional_profile") for h in _items(year, m)]
    early = [row for row in _read(files, year) if int(row["lastpage"]) < 3]
    assert early
    assert [row["id"] for row in early if any(row[header] for header in late)] == []


@pytest.mark.parametrize("year", WAVES)
def test_firms_leave_out_ratings_and_name_other_profiles(files: Path, year: str) -> None:
    whole = [row for row in _read(files, year) if row["submitdate"]]
    cells = [row[header] for row in whole for header in _items(year, "importance")]
    assert 0.01 < cells.count("") / len(cells) < 0.05
    (other,) = [header for header in _items(year, "professional_profile") if "other" in header]
    assert len({row[other] for row in whole if row[other]}) > 5


def test_gaps_differ_between_waves_and_sectors(files: Path) -> None:
    """Change over time and by sector is what the tables are there to show."""
    green = {year: _share(files, year, "skill_need", "green_") for year in WAVES}
    assert green["2025-26"] - green["2024-25"] > 0.05
    rows = [row for row in _read(files, "2025-26") if row["submitdate"]]
    headers_of_digital = _headers_of("2025-26", "skill_need", "digital_")
    games = [row for row in rows if row["G01Q01"] in {"A10", "A11"}]
    crafts = [row for row in rows if row["G01Q01"] == "A07"]
    assert _share_of(games, headers_of_digital) - _share_of(crafts, headers_of_digital) > 0.15


def _headers_of(year: str, measure: str, skill: str) -> list[str]:
    return [
        f"{row['question_code']}[{row['subquestion_code']}]"
        for row in _mapping()
        if (row["academic_year"], row["survey_measure"]) == (year, measure)
        and row["skill_code"].startswith(skill)
    ]


def _share(files: Path, year: str, measure: str, skill: str) -> float:
    rows = [row for row in _read(files, year) if row["submitdate"]]
    return _share_of(rows, _headers_of(year, measure, skill))


def _share_of(rows: list[Response], wanted: list[str]) -> float:
    cells = [row[header] for row in rows for header in wanted]
    return cells.count("Y") / len(cells)


def test_one_comment_holds_an_identity_number(files: Path) -> None:
    found = {
        (year, row["id"], header)
        for year in WAVES
        for row in _read(files, year)
        for header, cell in row.items()
        if holds_national_number(cell)
    }
    assert found == {("2025-26", "81", "G05Q02")}


@pytest.mark.parametrize("year", WAVES)
def test_the_structure_has_every_text_in_four_languages(files: Path, year: str) -> None:
    document = ElementTree.parse(files / year / "survey.lss").getroot()
    for section, key in (("question_l10ns", "qid"), ("answer_l10ns", "aid")):
        spoken: dict[str, set[str]] = {}
        for row in document.iterfind(f"{section}/rows/row"):
            text = row.findtext("question") or row.findtext("answer")
            assert text
            spoken.setdefault(row.findtext(key) or "", set()).add(row.findtext("language") or "")
        assert set(map(frozenset, spoken.values())) == {frozenset({"eu", "es", "fr", "en"})}


def test_the_waves_share_no_code() -> None:
    """A question renamed between waves is what the mapping is for."""
    codes = {
        year: {row["question_code"] for row in _mapping() if row["academic_year"] == year}
        for year in WAVES
    }
    assert codes["2024-25"] & codes["2025-26"] == set()


@pytest.mark.parametrize("year", WAVES)
def test_the_mapping_names_every_question_of_the_wave_once(year: str) -> None:
    mapped = [
        row["question_code"]
        if row["subquestion_code"] == "-"
        else f"{row['question_code']}[{row['subquestion_code']}]"
        for row in _mapping()
        if row["academic_year"] == year
    ]
    asked = headers(questionnaire(year, load()))[10:]
    assert sorted(mapped) == sorted(asked)


@pytest.mark.parametrize("year", WAVES)
@pytest.mark.parametrize("measure", ["skill_need", "skill_gap", "importance", "competence"])
def test_the_mapping_means_the_skill_that_the_question_names(year: str, measure: str) -> None:
    """The texts of the structure are the labels of the skills, so both can be compared."""
    labels = {code.label.en: code.code for code in load().code_lists["skill"].codes}
    question = questionnaire(year, load()).question(measure)
    named = {line.code: labels[line.texts["en"]] for line in question.lines}
    mapped = {
        row["subquestion_code"]: row["skill_code"]
        for row in _mapping()
        if (row["academic_year"], row["survey_measure"]) == (year, measure)
    }
    assert mapped == named
    assert len(named) == SKILLS


def test_every_mapping_has_source_author_and_status() -> None:
    """Issue 3, point 2: each mapping has a source, an author and a status."""
    statuses = load().code_lists["mapping_status"].values()
    assert all(row["mapping_source"] and row["mapping_author"] for row in _mapping())
    assert {row["mapping_status"] for row in _mapping()} <= set(statuses)


def test_a_larger_factor_only_adds_responses() -> None:
    """Benchmarks reach 10 million answers; the bundled responses stay the same among them."""
    asked = questionnaire("2025-26", load())
    once = list(responses(asked, 1, SEED))
    more = list(islice(responses(asked, 400, SEED), 500))
    assert more[:420] == once
    assert len({row[0] for row in more}) == 500


def test_another_seed_gives_other_answers() -> None:
    asked = questionnaire("2024-25", load())
    assert list(responses(asked, 1, SEED)) != list(responses(asked, 1, SEED + 1))
