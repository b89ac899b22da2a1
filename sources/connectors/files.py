"""The `files` connector: a file from a folder or an fsspec address, as batches of text."""

from __future__ import annotations

from sources.connectors.readers.container import require_format
from sources.connectors.reading import Layout, LocalFile, Reading


def read(file: LocalFile, layout: Layout) -> Reading:
    """Opens a file by what it really is and finds its rows.

    The batches of the answer are read as they are consumed. Raises PullError for everything
    that `layout` does not foresee, here or while consuming.
    """
    if layout.format.startswith("limesurvey_"):
        return _read_limesurvey(file, layout)
    found = require_format(file, layout.format, layout.max_bytes)
    if found == "csv":
        from sources.connectors.readers.text import read_text

        return read_text(file, layout)
    if found == "json":
        from sources.connectors.readers.json_file import read_json

        return read_json(file, layout)
    if found == "parquet":
        from sources.connectors.readers.parquet_file import read_parquet

        return read_parquet(file, layout)
    from sources.connectors.readers.workbook import read_workbook

    return read_workbook(file, layout, found)


def _read_limesurvey(file: LocalFile, layout: Layout) -> Reading:
    """The responses are a CSV beside their structure; questions and options are the structure."""
    from sources.connectors.readers import limesurvey, lss_tables

    if layout.format == "limesurvey_questions":
        return lss_tables.read_questions(file, layout)
    if layout.format == "limesurvey_options":
        return lss_tables.read_options(file, layout)
    require_format(file, "csv", layout.max_bytes)
    if layout.format == "limesurvey_responses":
        return limesurvey.read_responses(file, layout)
    return limesurvey.read_answers(file, layout)
