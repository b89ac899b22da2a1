"""Markdown of the files that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def row(*cells: str) -> str:
    """One line of a table: a cell cannot hold a line end or a bare bar."""
    clean = (" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(clean)} |"


def table(header: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """A table with its heading cells given as one line, parted by bars; a blank line follows."""
    cells = [cell.strip() for cell in header.split("|")]
    return [row(*cells), row(*("---" for _ in cells)), *(row(*each) for each in rows), ""]


def fence(code: str, language: str) -> list[str]:
    """A block of code; a blank line follows."""
    return [f"```{language}", code, "```", ""]
