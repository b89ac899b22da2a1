"""Code that loads a table of a release with the right types, one template per program.

The types come from the schema: a code `01` stays text, a date becomes a date, an empty cell a
missing value. Python and DuckDB take them from Parquet; where CSV is read, they are spelled out,
since every program guesses otherwise. Each is complete: pasted as it stands, it runs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from schemas.model import FieldType, Table

PANDAS_TYPES: dict[FieldType, str] = {
    "string": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}
"""Nullable types of pandas; dates are named apart."""
R_TYPES: dict[FieldType, str] = {
    "string": "character",
    "integer": "numeric",  # R's own integer ends at 2^31 - 1
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
    "datetime": "character",
}
M_TYPES: dict[FieldType, str] = {
    "string": "type text",
    "integer": "Int64.Type",
    "number": "type number",
    "boolean": "type logical",
    "date": "type date",
    "datetime": "type datetimezone",
}


@dataclass(frozen=True)
class Snippet:
    """Code for one program."""

    program: str
    language: str
    """As a Markdown fence names it."""
    code: str


@dataclass(frozen=True)
class Place:
    """Where a table's files are read: addresses, or paths relative to the release folder."""

    csv: str
    parquet: str


def snippets(table: Table, place: Place) -> tuple[Snippet, ...]:
    """The snippets of one table; each leaves the table in a variable or relation of its name."""
    return (
        Snippet("pandas (Parquet)", "python", pandas_parquet(table, place.parquet)),
        Snippet("pandas (CSV)", "python", pandas_csv(table, place.csv)),
        Snippet("polars", "python", polars(table, place.parquet)),
        Snippet("DuckDB", "sql", duckdb(table, place.parquet)),
        Snippet("R", "r", r(table, place.csv)),
        Snippet("Excel, Power BI", "powerquery", power_query(table, place.csv)),
    )


def pandas_parquet(table: Table, address: str) -> str:
    """pandas over Arrow types: exact decimals, dates, and integers that may be missing."""
    return (
        f"import pandas as pd\n\n"
        f'{table.name} = pd.read_parquet({_text(address)}, dtype_backend="pyarrow")'
    )


def pandas_csv(table: Table, address: str) -> str:
    """pandas with every type named; only the empty cell is missing, never the text `NA`."""
    fields = table.published()
    types = [
        f'    "{field.name}": "{PANDAS_TYPES[field.type]}",'
        for field in fields
        if field.type in PANDAS_TYPES
    ]
    dates = [field.name for field in fields if field.type not in PANDAS_TYPES]
    return "\n".join(
        [
            "import pandas as pd",
            "",
            "types = {",
            *types,
            "}",
            f"{table.name} = pd.read_csv(",
            f"    {_text(address)},",
            "    dtype=types,",
            *([f"    parse_dates={json.dumps(dates)},"] if dates else []),
            "    keep_default_na=False,",
            '    na_values=[""],',
            ")",
        ]
    )


def polars(table: Table, address: str) -> str:
    """polars; the types are the file's."""
    return f"import polars as pl\n\n{table.name} = pl.read_parquet({_text(address)})"


def duckdb(table: Table, address: str) -> str:
    """SQL of DuckDB; an address needs its extension httpfs, which it fetches by itself."""
    quoted = address.replace("'", "''")
    return f"CREATE TABLE {table.name} AS\nFROM read_parquet('{quoted}');"


def r(table: Table, address: str) -> str:
    """R without further packages."""
    classes = ",\n".join(
        f'    {field.name} = "{R_TYPES[field.type]}"' for field in table.published()
    )
    moments = [
        f'{table.name}${field.name} <- as.POSIXct(\n  {table.name}${field.name}, tz = "UTC", '
        f'format = "%Y-%m-%dT%H:%M:%SZ"\n)'
        for field in table.published()
        if field.type == "datetime"
    ]
    read = (
        f"{table.name} <- read.csv(\n"
        f"  {_text(address)},\n"
        f"  colClasses = c(\n{classes}\n  ),\n"
        f'  na.strings = "",\n'
        f'  encoding = "UTF-8"\n'
        f")"
    )
    return "\n".join([read, *moments])


def power_query(table: Table, address: str) -> str:
    """M of Power Query. Culture `en-US` has the decimal point, whatever the reader's is."""
    fields = table.published()
    types = ",\n".join(f"      {{{_m_text(f.name)}, {M_TYPES[f.type]}}}" for f in fields)
    return f"""\
let
  Source = Csv.Document(
    {_m_source(address)},
    [Delimiter = ",", Columns = {len(fields)}, Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
  ),
  Header = Table.PromoteHeaders(Source, [PromoteAllScalars = true]),
  Missing = Table.ReplaceValue(
    Header, "", null, Replacer.ReplaceValue, Table.ColumnNames(Header)
  ),
  Typed = Table.TransformColumnTypes(
    Missing,
    {{
{types}
    }},
    "en-US"
  )
in
  Typed"""


def _m_source(address: str) -> str:
    """The bytes of a file in M. Of an address the base stands apart from the path: the service of
    Power BI refreshes only a query whose base is fixed."""
    if not address.startswith(("http://", "https://")):
        return f"File.Contents({_m_text(address)})"
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    return f"Web.Contents({_m_text(f'{scheme}://{host}')}, [RelativePath = {_m_text(path)}])"


def _text(value: str) -> str:
    """A string literal that Python and R read alike."""
    return json.dumps(value, ensure_ascii=False)


def _m_text(value: str) -> str:
    """A string literal of M: a quote is doubled, and `#(` would begin an escape."""
    return '"' + value.replace('"', '""').replace("#(", "#(#)(") + '"'
