"""The descriptions of a table where readers of Arrow look for them in a Parquet file.

DuckDB writes key-value pairs of the file, but none of a column. pyarrow, and with it pandas and
R's arrow, take the metadata of columns from the pair `ARROW:schema`, the schema serialised as Arrow
IPC and written in base64 (https://arrow.apache.org/docs/cpp/parquet.html): so that is written too.
"""

from __future__ import annotations

import base64
from typing import Any

from schemas.model import Field, Table
from schemas.to_frictionless import texts

ARROW_KEY = "ARROW:schema"


def arrow_schema(table: Table) -> str:
    """The value of `ARROW:schema` for the published columns of a table: their types, titles,
    descriptions, units and code lists, and the table's own title and description.

    Spanish has the plain key, the other languages have `title@eu` and so on.
    """
    import pyarrow

    fields = [
        pyarrow.field(field.name, _type(field), metadata=_told(field))
        for field in table.published()
    ]
    about = texts("title", table.title) | texts("description", table.description)
    schema = pyarrow.schema(fields, metadata=about)
    return base64.b64encode(schema.serialize().to_pybytes()).decode("ascii")


def _told(field: Field) -> dict[str, str]:
    told = texts("title", field.title) | texts("description", field.description)
    if field.unit is not None:
        told["unit"] = field.unit
    if field.code_list is not None:
        told["code_list"] = field.code_list
    return told


def _type(field: Field) -> Any:
    """The Arrow type that DuckDB's Parquet file holds for a field."""
    import pyarrow

    if field.type == "number":
        return pyarrow.decimal128(field.precision, field.scale)
    return {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "datetime": pyarrow.timestamp("us"),
    }[field.type]
