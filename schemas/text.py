"""A text in the four languages of the product."""

from __future__ import annotations

from pydantic import Field as Attribute

from schemas.strict import Model

LANGUAGES = ("eu", "es", "fr", "en")
DESCRIPTOR_LANGUAGE = "es"
CODE_LANGUAGE = "en"


class Text(Model):
    """One text in the four languages of the product; none may be empty."""

    eu: str = Attribute(min_length=1)
    es: str = Attribute(min_length=1)
    fr: str = Attribute(min_length=1)
    en: str = Attribute(min_length=1)

    def __str__(self) -> str:
        return self.en
