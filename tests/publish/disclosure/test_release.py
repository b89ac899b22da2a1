"""A protected table on its way through open table, gate and release (issue 3, point 7)."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from publish.open_tables import make_open_table
from publish.release import OPEN_FOLDER, RELEASES_FOLDER, ReleaseRefusedError
from tests.publish.disclosure.tables import counts, registry_of, rows_of, totals
from tests.publish.small import release, write_marts

INNER = {
    ("audio", "araba"): 3,
    ("audio", "bizkaia"): 40,
    ("audio", "gipuzkoa"): 31,
    ("design", "araba"): 22,
    ("design", "bizkaia"): 35,
    ("design", "gipuzkoa"): 18,
    ("music", "araba"): 27,
    ("music", "bizkaia"): 19,
    ("music", "gipuzkoa"): 44,
}


def _make(root: Path, inner=None, known=None):
    known = known or registry_of(counts())
    table = known.open["reach"]
    rows = rows_of(table, totals(inner or INNER))
    build_db = root / "warehouse" / "build.duckdb"
    write_marts(build_db, known, {"reach": rows})
    made = make_open_table(table, known, build_db, root / OPEN_FOLDER, root / RELEASES_FOLDER)
    return known, made


def _rows(path: Path):
    found = (
        duckdb.connect()
        .execute(f"SELECT sector, area, persons, obs_status, conf_status FROM '{path}'")
        .fetchall()
    )
    return {(s, a): (p, o, c) for s, a, p, o, c in found}


def test_a_small_cell_and_its_company_are_empty_and_flagged(tmp_path):
    """domain.md, 5 and 7.5: Q with A for a small count, Q with D for what hides it."""
    _, made = _make(tmp_path)
    rows = _rows(made.path)
    assert rows["audio", "araba"] == (None, "Q", "A")
    hidden = {key: row for key, row in rows.items() if row[1] == "Q"}
    assert {row[2] for row in hidden.values()} == {"A", "D"}
    assert all(row[0] is None for row in hidden.values())
    assert len(hidden) == 4  # a rectangle: the fewest cells that hide one cell of a table
    shown = {key: row for key, row in rows.items() if row[1] != "Q"}
    assert all(row == (totals(INNER)[key], "A", "F") for key, row in shown.items())


def test_a_release_carries_the_report_and_no_exact_value_of_a_suppressed_cell(tmp_path):
    known, _ = _make(tmp_path)
    done = release(tmp_path, known)
    report = json.loads((done.path / "disclosure-report.json").read_text())
    (group,) = report["groups"]
    assert group["protection"]["tables"]["reach"] == {
        "rows": 16,
        "suppressed_primary": 1,
        "suppressed_secondary": 3,
        "not_significant": 0,
        "low_reliability": 0,
    }
    assert group["protection"]["method"] == "exact"
    assert group["protection"]["optimality_gap"] == 0
    assert group["audit"]["leaks"] == 0
    listed = (done.path / "SHA256SUMS").read_text()
    assert "disclosure-report.json" in listed
    quality = json.loads((done.path / "quality-report.json").read_text())
    told = [check for check in quality["checks"] if check["check"] == "disclosure"]
    assert [check["outcome"] for check in told] == ["passed"]


def test_the_same_rows_give_the_same_bytes_also_after_a_release(tmp_path):
    """design.md: same input, same bytes; the history of a release changes nothing by itself."""
    known, made = _make(tmp_path)
    first = made.path.read_bytes()
    release(tmp_path, known)
    _, again = _make(tmp_path)
    assert again.path.read_bytes() == first
    assert not again.changed
    assert not release(tmp_path, known).changed


def test_the_published_fingerprint_does_not_depend_on_suppressed_values(tmp_path):
    """A fingerprint over exact rows would let a reader test guesses of a suppressed value."""
    _, made = _make(tmp_path / "one")
    inner = {**INNER, ("audio", "araba"): 2, ("audio", "bizkaia"): 41}
    inner |= {("design", "araba"): 23, ("design", "bizkaia"): 34}
    hidden = {key for key, row in _rows(made.path).items() if row[1] == "Q"}
    if hidden != {key for key in inner if inner[key] != INNER[key]}:
        moved = _swap(hidden)
        inner = {key: INNER[key] + moved.get(key, 0) for key in INNER}
    _, other = _make(tmp_path / "two", inner)
    assert other.path.read_bytes() == made.path.read_bytes()


def _swap(hidden):
    """A change that moves only the four hidden cells: one unit along the rectangle."""
    sectors = sorted({sector for sector, _ in hidden})
    areas = sorted({area for _, area in hidden})
    signs = {("audio", "araba"): -1}
    return {
        (s, a): signs[("audio", "araba")] * (1 if (s == "audio") == (a == "araba") else -1)
        for s in sectors
        for a in areas
    }


def test_a_release_with_a_leak_is_refused_and_names_table_and_cell_without_the_value(tmp_path):
    """Issue 3, point 7: the release is refused when a bound is tighter than the interval."""
    known, made = _make(tmp_path)
    # Somebody shows one cell of the company again: the small cell follows by subtraction.
    hidden = {key: row for key, row in _rows(made.path).items() if row[2] == "D"}
    key = sorted(hidden)[0]
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t AS FROM '{made.path}'")
    connection.execute(
        "UPDATE t SET persons = ?, obs_status = 'A', conf_status = 'F' "
        "WHERE sector = ? AND area = ?",
        [totals(INNER)[key], *key],
    )
    connection.execute(f"COPY (FROM t ORDER BY sector, area) TO '{made.path}' (FORMAT parquet)")
    connection.close()
    with pytest.raises(ReleaseRefusedError) as refused:
        release(tmp_path, known)
    (blocker, *_) = [f for f in refused.value.report.blockers if f.check == "disclosure"]
    assert blocker.subject == "reach"
    assert "sector audio, area araba" in str(refused.value)
    assert "width of 0 where 4 is required" in str(refused.value)
    assert not (tmp_path / RELEASES_FOLDER / "partnership" / "1.0.0").exists()


def test_the_rules_stand_beside_the_table_in_four_languages(tmp_path):
    """domain.md, 7.5: declared in configuration, shown beside the table."""
    known, _ = _make(tmp_path)
    done = release(tmp_path, known)
    readme = (done.path / "README.md").read_text()
    assert "## Protection" in readme
    assert "Cells of fewer than 5 firms or persons" in readme
    assert "menos de 5 empresas o personas" in readme
    assert "moins de 5 entreprises ou personnes" in readme
    assert "5 enpresa edo pertsona baino gutxiagoko" in readme
    descriptor = json.loads((done.path / "datapackage.json").read_text())
    resource = descriptor["resources"][0]
    assert {"protection", "protection@eu", "protection@fr", "protection@en"} <= set(resource)


def test_no_suppressed_value_stands_in_any_file_of_the_release(tmp_path):
    """Logs, reports and messages hold no exact value: a count that occurs once is nowhere."""
    inner = {key: value * 1000 for key, value in INNER.items()} | {("audio", "araba"): 3}
    inner[("audio", "bizkaia")] = 48_613
    inner[("design", "araba")] = 23_917
    known, made = _make(tmp_path, inner)
    rows = _rows(made.path)
    done = release(tmp_path, known)
    hidden = [str(totals(inner)[key]) for key, row in rows.items() if row[2] == "D"]
    files = [path for path in done.path.rglob("*") if path.suffix in (".json", ".csv", ".md")]
    for text in (path.read_text() for path in files):
        assert not [value for value in hidden if value in text]
