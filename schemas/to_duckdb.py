"""DuckDB's side of the descriptions: row verdicts, table definitions, comments.

`verdict_sql` judges a relation whose columns are all text, in one statement; for more than some
ten thousand rows `schemas.contract.check` comes to the same verdict in a fraction of the time.

Where the verdict is stricter than that of frictionless, by decision (each has a test):
a number that its column cannot hold is refused, never rounded (`1.005` with two decimals, more
digits than the precision, an integer beyond 64 bits, NaN, INF); so are exponents, underscores
and digits of other scripts, a thousands mark that does not part groups of three, a line feed
after a value with a pattern, a URI with blanks.
Where it is more lenient: a cell of blanks is missing; codes, and the words for yes and no, are
compared without regard to case and surplus blanks.
"""

from __future__ import annotations

from schemas.dialect import Dialect
from schemas.model import DESCRIPTOR_LANGUAGE, Concept, Field, Table, duckdb_type
from schemas.registry import Registry
from schemas.sql import identifier, literal
from schemas.verdict import Key, cells_of, failures_sql, inner_columns, keys_of, read_sql
from schemas.words import noted

__all__ = ["Dialect", "comment_sql", "create_table_sql", "verdict_sql"]

PLAIN = Dialect()


def verdict_sql(table: Table, registry: Registry, relation: str, dialect: Dialect = PLAIN) -> str:
    """A SELECT that judges every row of `relation` (SQL of a table, a view or a subquery).

    The relation has a text column for each field and a distinct `_row`; other columns pass
    through. Columns of the answer: the technical columns, then the fields in the table's order
    with their types (NULL where the text is not of the type), then `_failures`, a list of
    structs (rule, column_name, value), empty for an accepted row. Rows come in no order.

    Rules have their names in Table Schema: required, type, enum, pattern, minimum, maximum,
    unique, primary-key, and blank-row for a row without any value. Of rows with the same key all
    but the first in `_row` are refused, also when the first is refused itself.
    """
    cells = cells_of(table, registry, dialect)
    keys = keys_of(table, cells)
    typed = ", ".join(f"{cell.typed()} AS {identifier(cell.field.name)}" for cell in cells)
    lists = [failures_sql(table, cells), *(_repeated(key) for key in keys)]
    failures = " || ".join(f"coalesce({each}, [])" for each in lists)
    return (
        f"SELECT _read.* EXCLUDE ({inner_columns(cells)}), {typed}, {failures} AS _failures "
        f"FROM ({read_sql(cells, relation)}) AS _read"
    )


def _repeated(key: Key) -> str:
    return f"CASE WHEN NOT ({key.is_absent()}) AND {key.place()} > 1 THEN [{key.failure()}] END"


def create_table_sql(table: Table, schema: str, fields: tuple[Field, ...] | None = None) -> str:
    """CREATE TABLE with types, NOT NULL and the primary key, for the fields given (default all).

    The key is left out when one of its fields is not among them.
    """
    chosen = table.fields if fields is None else fields
    lines = [_column_sql(field) for field in chosen]
    names = {field.name for field in chosen}
    if table.primary_key and names.issuperset(table.primary_key):
        lines.append(f"PRIMARY KEY ({', '.join(identifier(name) for name in table.primary_key)})")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {_qualified(table, schema)} (\n  {body}\n)"


def comment_sql(
    table: Table,
    schema: str,
    fields: tuple[Field, ...] | None = None,
    language: str = DESCRIPTOR_LANGUAGE,
) -> list[str]:
    """COMMENT statements for the table, with its notes for use, and for the fields given (default
    all), in one language."""
    chosen = table.fields if fields is None else fields
    name = _qualified(table, schema)
    about = f"{getattr(table.title, language)}. {getattr(table.description, language)}"
    told = [about, *(noted(note, language) for note in table.notes)]
    comment = "\n".join(" ".join(line.split()) for line in told)
    statements = [f"COMMENT ON TABLE {name} IS {literal(comment)}"]
    for field in chosen:
        column = f"{name}.{identifier(field.name)}"
        statements.append(f"COMMENT ON COLUMN {column} IS {literal(_about(field, language))}")
    return statements


def _about(field: Concept, language: str) -> str:
    text: str = getattr(field.description, language)
    return f"{text} [{field.unit}]" if field.unit else text


def _column_sql(field: Field) -> str:
    presence = " NOT NULL" if field.required else ""
    return f"{identifier(field.name)} {duckdb_type(field)}{presence}"


def _qualified(table: Table, schema: str) -> str:
    return f"{identifier(schema)}.{identifier(table.name)}"
