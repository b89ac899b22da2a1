"""The forms in which a table or a package is released, with their names in every vocabulary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """One file form. Names: Data Package `format`, IANA media type, EU authority table."""

    suffix: str
    """How its files end, without the leading dot."""
    name: str
    """As `format` of a resource. Not `xlsx`: frictionless would read the first sheet as a table."""
    media_type: str
    file_type: str
    """Code in the EU authority table file-type."""
    title: str
    """As people call it."""


FORMS = {
    form.suffix: form
    for form in (
        Form("csv", "csv", "text/csv", "CSV", "CSV"),
        Form("parquet", "apache-parquet", "application/vnd.apache.parquet", "PARQUET", "Parquet"),
        Form(
            "xlsx",
            "excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "XLSX",
            "Excel",
        ),
        Form("jsonstat.json", "json-stat", "application/json", "JSON", "JSON-stat"),
        # The authority table has no SQLite; its media type tells which octet stream it is.
        Form("sqlite", "sqlite", "application/vnd.sqlite3", "OCTET", "SQLite"),
    )
}
