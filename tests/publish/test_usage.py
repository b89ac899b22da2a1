"""The code of `USAGE.md`, taken from there as a reader does, and run.

Expected values are the rows of `tests/publish/hazards.py`: `01` stays text, `NA` is a text, an
empty cell is missing and never zero, dates are dates.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from publish.site import Site
from tests.publish.hazards import PLACES, release, rows, serving

pytestmark = pytest.mark.integration

CODES = ["01", "20", "_T"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A release whose addresses answer, over HTTP."""
    root = tmp_path_factory.mktemp("site")
    with serving(root) as base:
        yield release(root, site=Site(base)).path


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of an installation without addresses: its code reads the files beside it."""
    return release(tmp_path_factory.mktemp("local")).path


def code(folder: Path, table: str, program: str) -> str:
    """The block of code below a program's heading in a table's section."""
    usage = (folder / "USAGE.md").read_text(encoding="utf-8")
    section = usage.split(f"\n## `{table}`\n")[1].split("\n## `")[0]
    below = section.split(f"\n### {program}\n")[1]
    found = re.match(r"\s*```\w+\n(.*?)\n```", below, re.DOTALL)
    assert found is not None
    return found.group(1)


def run_python(text: str, name: str):
    names: dict = {}
    exec(compile(text, "USAGE.md", "exec"), names)
    return names[name]


def test_pandas_reads_the_parquet_file_with_its_types(served):
    frame = run_python(code(served, "place", "pandas (Parquet)"), "place")
    assert [str(kind) for kind in frame.dtypes] == [
        "string[pyarrow]",
        "string[pyarrow]",
        "string[pyarrow]",
        "string[pyarrow]",
        "date32[day][pyarrow]",
        "bool[pyarrow]",
        "int64[pyarrow]",
        "decimal128(6, 2)[pyarrow]",
    ]
    assert list(frame["place_code"]) == CODES
    assert frame.loc[0, "label"] == "NA"
    assert frame.loc[0, "founded_on"] == date(1981, 6, 12)
    assert frame.loc[0, "share_pct"] == Decimal("3.84")
    assert frame.loc[1].drop("place_code").isna().all()
    assert frame.loc[2, "centres"] == 0


def test_pandas_reads_the_csv_file_with_the_types_spelled_out(served):
    frame = run_python(code(served, "place", "pandas (CSV)"), "place")
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "place_code": "string",
        "nuts_code": "string",
        "label": "string",
        "homepage": "string",
        "founded_on": "datetime64[us]",
        "is_open": "boolean",
        "centres": "Int64",
        "share_pct": "Float64",
    }
    assert list(frame["place_code"]) == CODES
    assert frame.loc[0, "label"] == "NA"
    assert frame.loc[0, "founded_on"].date() == date(1981, 6, 12)
    assert list(frame["is_open"].fillna(value=False)) == [True, False, False]
    assert frame.loc[1].drop("place_code").isna().all()
    assert (frame.loc[2, "centres"], frame.loc[2, "share_pct"]) == (0, 0.10)
    assert frame.loc[2, "label"] == PLACES[2]["label"]


def test_polars_reads_the_parquet_file_with_its_types(served):
    import polars as pl

    frame = run_python(code(served, "place", "polars"), "place")
    assert frame.schema == {
        "place_code": pl.String,
        "nuts_code": pl.String,
        "label": pl.String,
        "homepage": pl.String,
        "founded_on": pl.Date,
        "is_open": pl.Boolean,
        "centres": pl.Int64,
        "share_pct": pl.Decimal(6, 2),
    }
    assert frame.rows(named=True) == PLACES


def test_duckdb_reads_the_parquet_file_of_a_copy(local, monkeypatch):
    """Its reader of addresses is an extension that it fetches by itself: not from here."""
    monkeypatch.chdir(local)
    connection = duckdb.connect()
    connection.execute(code(local, "place", "DuckDB"))
    rows = connection.execute("FROM place").fetchall()
    assert rows == [tuple(row.values()) for row in PLACES]


def test_the_sql_for_an_address_differs_in_the_address_alone(served, local):
    told = code(served, "place", "DuckDB")
    address = re.search(r"read_parquet\('(http[^']+)/data/place\.parquet'\)", told)
    assert address is not None
    assert told.replace(address.group(1) + "/", "") == code(local, "place", "DuckDB")


R_CHECK = """
stopifnot(
  identical(place$place_code, c("01", "20", "_T")),
  identical(place$label[1], "NA"),
  identical(class(place$founded_on), "Date"),
  identical(format(place$founded_on), c("1981-06-12", NA, "2024-02-29")),
  identical(place$is_open, c(TRUE, NA, FALSE)),
  identical(place$centres, c(7, NA, 0)),
  identical(place$share_pct, c(3.84, NA, 0.1)),
  all(is.na(place[2, -1])),
  identical(Encoding(place$label[3]), "UTF-8"),
  grepl("\\u00abbi\\nlerro\\u00bb", place$label[3]),
  identical(figure$figure_value, c(16886, 33983, NA)),
  identical(figure$source[1], "Orkestra | Basque Government")
)
cat("read")
"""


@pytest.mark.parametrize("where", ["served", "local"])
def test_r_reads_the_csv_file_without_further_packages(where, request):
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is missing: apt-get install r-base-core")
    folder = request.getfixturevalue(where)
    text = code(folder, "place", "R") + "\n" + code(folder, "figure", "R") + R_CHECK
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", text],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "read"


M_TOKEN = re.compile(r'"(?:[^"]|"")*"|#\(|[A-Za-z_][A-Za-z0-9_.]*|\d+|[(){}\[\],=]|\s+', re.ASCII)
PAIRS = {")": "(", "]": "[", "}": "{"}
M_FUNCTIONS = {
    "Csv.Document",
    "File.Contents",
    "Int64.Type",
    "QuoteStyle.Csv",
    "Replacer.ReplaceValue",
    "Table.ColumnNames",
    "Table.PromoteHeaders",
    "Table.ReplaceValue",
    "Table.TransformColumnTypes",
    "Web.Contents",
}
"""As Microsoft's reference of the M language spells them; M minds capitals."""


def m_tokens(text: str) -> list[str]:
    """The tokens of M code; what is no token, or a bracket without its other half, fails."""
    tokens, at, open_ = [], 0, []
    while at < len(text):
        found = M_TOKEN.match(text, at)
        assert found is not None, f"no token of M at {text[at : at + 20]!r}"
        at, token = found.end(), found.group()
        if token in PAIRS.values():
            open_.append(token)
        elif token in PAIRS:
            assert open_, f"{token} closes nothing"
            assert open_.pop() == PAIRS[token]
        if not token.isspace():
            tokens.append(token)
    assert open_ == []
    return tokens


@pytest.mark.parametrize("where", ["served", "local"])
def test_the_m_code_of_excel_and_power_bi_is_well_formed(where, request):
    """No engine for M can be had here, so its grammar and names are checked, not its run."""
    folder = request.getfixturevalue(where)
    tokens = m_tokens(code(folder, "place", "Excel, Power BI"))
    assert (tokens[0], tokens[-2], tokens[-1]) == ("let", "in", "Typed")
    named = {token for token in tokens if "." in token and not token.startswith('"')}
    assert named <= M_FUNCTIONS
    steps = ("Source", "Header", "Missing", "Typed")
    assert [tokens.index(step) for step in steps] == sorted(tokens.index(s) for s in steps)
    for step, used_by in pairwise(steps):
        assert step in tokens[tokens.index(used_by) + 1 :]


def test_the_m_code_gives_every_column_the_type_of_the_schema(served):
    tokens = "".join(
        f" {token}" if token.isalpha() else token
        for token in m_tokens(code(served, "place", "Excel, Power BI"))
    )
    assert re.findall(r'\{"(\w+)",\s*([\w. ]+)\}', tokens) == [
        ("place_code", "type text"),
        ("nuts_code", "type text"),
        ("label", "type text"),
        ("homepage", "type text"),
        ("founded_on", "type date"),
        ("is_open", "type logical"),
        ("centres", "Int64.Type"),
        ("share_pct", "type number"),
    ]


def test_the_m_code_fetches_the_address_from_a_fixed_base(served):
    """The service of Power BI refreshes no query whose base address is computed."""
    told = code(served, "place", "Excel, Power BI")
    found = re.search(r'Web\.Contents\("([^"]+)", \[RelativePath = "([^"]+)"\]\)', told)
    assert found is not None
    assert found.group(2) == "releases/partnership/1.0.0/data/place.csv"
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", found.group(1))


def test_what_to_know_stands_in_four_languages(local):
    usage = (local / "USAGE.md").read_text(encoding="utf-8")
    for words in ("## Euskara", "## Español", "## Français", "## English"):
        assert words in usage
    for says_so in ("ez da\n  probatu", "no\n  está probado", "n'est pas essayé", "is not tried"):
        assert says_so in usage


def test_a_text_that_begins_like_a_formula_is_whole_in_parquet_and_marked_in_csv(
    tmp_path, monkeypatch
):
    content = rows()
    content["place"][0]["label"] = "=1+1"
    folder = release(tmp_path, content=content).path
    monkeypatch.chdir(folder)
    read = {
        program: run_python(code(folder, "place", program), "place").loc[0, "label"]
        for program in ("pandas (Parquet)", "pandas (CSV)")
    }
    assert read == {"pandas (Parquet)": "=1+1", "pandas (CSV)": "'=1+1"}
    usage = (folder / "USAGE.md").read_text(encoding="utf-8")
    for says_so in ("apostrofo", "apóstrofo", "apostrophe dans le CSV", "apostrophe in the CSV"):
        assert says_so in usage
