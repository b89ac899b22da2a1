"""Stands in for dbt's `adapter` while sqlfluff renders the models (see ../.sqlfluff)."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro: str) -> Callable[..., str]:
    """The macro as a function call of the same name: valid SQL of the same shape.

    A separator, which is no SQL, is left out.
    """

    def call(*arguments: str) -> str:
        return f"{macro}({', '.join(a for a in arguments if a[0].isalpha())})"

    return call
