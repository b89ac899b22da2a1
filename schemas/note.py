"""Notes for use: what a reader has to know of a table before using it.

A note is written once, in `schemas/notes/`, and named by every table of which it is true.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Attribute

from schemas.strict import NAME, Model
from schemas.text import Text

NoteKind = Literal["perimeter", "comparability", "breaks", "use"]
"""What is in the table and what is not; with what it compares, and with what not; where its
series breaks, or that no break is known; anything else that keeps a reader from a mistake."""


class Note(Model):
    """One to three sentences on a table, or on several of which the same is true."""

    id: str = Attribute(pattern=NAME)
    kind: NoteKind
    text: Text
