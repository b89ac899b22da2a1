"""The record of a run that failed before the gate could judge: `failed.json` says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from publish.changes.entries import ReleaseError
from publish.files import to_json, write_atomically
from publish.shelf import FAILED, Shelf


@contextmanager
def recorded(shelf: Shelf) -> Iterator[None]:
    """Writes what failed into the shelf's `failed.json` and lets the error go on.

    A refusal by the gate has written its own record. On a full disk the record may not fit
    either: then the error says so.
    """
    try:
        yield
    except (OSError, ReleaseError, duckdb.Error) as error:
        record = {
            "package": shelf.folder.name,
            "version": "",
            "passed": False,
            "reason": str(error).splitlines()[0] if str(error) else type(error).__name__,
        }
        try:
            write_atomically(shelf.folder / FAILED, to_json(record))
        except OSError as second:
            error.add_note(f"{FAILED} could not be written either: {second}")
        raise
