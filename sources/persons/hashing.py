"""Persons leave a batch before it is written: identifiers become keyed hashes, or are withheld.

A cell of a personal field is afterwards empty, a hash of 64 hexadecimal digits, or a mark that
says why its value is withheld; no rule, message or file behind it can show more.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.feed import totals_word
from sources.persons.identifiers import Refused, verify
from sources.persons.key import PersonKey
from sources.persons.withholding import mark_of

if TYPE_CHECKING:
    import pyarrow as pa

_DOMAIN = "ksigune/person/1"


@dataclass(frozen=True)
class PersonHasher:
    """Hashes the identifiers of one delivery."""

    key: PersonKey
    missing: Collection[str]
    """Words that mean that there is no value."""
    totals_marker: str | None
    """The word of a totals row, which is no identifier and is kept."""

    def hashed(self, values: pa.Array) -> pa.Array:
        """Of each text the person's hash, '' where there is none, or a mark with the reason."""
        import pyarrow as pa

        encoded = values.fill_null("").dictionary_encode()  # each distinct text is hashed once
        changed = [self._cell(text) for text in encoded.dictionary.to_pylist()]
        return pa.array(changed, pa.string()).take(encoded.indices)

    def person_hash(self, canonical: str) -> str:
        """HMAC-SHA-256 (64 hexadecimal digits) of an identifier in its one spelling."""
        message = f"{_DOMAIN}\x00{canonical}".encode()
        return hmac.digest(self.key.secret, message, "sha256").hex()

    def _cell(self, text: str) -> str:
        stripped = text.strip()
        if not stripped or text in self.missing or stripped in self.missing:
            return ""
        marker = self.totals_marker
        if marker is not None and totals_word(text) == totals_word(marker):
            return text
        found = verify(text)
        if isinstance(found, Refused):
            return mark_of(found)
        return self.person_hash(found.canonical)
