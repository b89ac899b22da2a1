"""The base of every description: immutable, and strict about names."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

NAME = r"^_?[a-z][a-z0-9_]*$"


class Model(BaseModel):
    """Immutable, and strict about names: an unknown key in a YAML file is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
