"""Where the releases are read, and what an installation says of itself in their metadata.

Nothing of it has a source in the project, so it comes from the environment of the installation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

BASE_VARIABLE = "KSIGUNE_BASE_URL"
CONTACT_VARIABLE = "KSIGUNE_CONTACT_URL"
EMAIL_VARIABLE = "KSIGUNE_CONTACT_EMAIL"
TELEPHONE_VARIABLE = "KSIGUNE_CONTACT_PHONE"
DIR3_VARIABLE = "KSIGUNE_DIR3"
DOI_VARIABLE = "KSIGUNE_DOI_PREFIX"
DOI_PREFIX = r"10\.[0-9]{4,9}(\.[0-9]+)*"
"""DOI Handbook, 2.2.2: directory code 10, then the registrant's number, with parts or without."""
VARIABLES = {
    "base_url": BASE_VARIABLE,
    "contact": CONTACT_VARIABLE,
    "dir3": DIR3_VARIABLE,
    "email": EMAIL_VARIABLE,
    "telephone": TELEPHONE_VARIABLE,
    "doi_prefix": DOI_VARIABLE,
}
"""Field of a Site -> the variable of the environment that it comes from."""
UNSET_BASE = "https://observatory.example"
"""A reserved name (RFC 2606): addresses that were never set are seen to be none."""


@dataclass(frozen=True)
class Site:
    """The public address of the data root, and identity that only the installation knows."""

    base_url: str = UNSET_BASE
    """Where `releases/` and `catalogue/` are served from, without a slash at the end."""
    contact: str | None = None
    """Where readers ask: a page or `mailto:` address."""
    dir3: str | None = None
    """The publisher's code in DIR3, the Spanish directory of public bodies."""
    email: str | None = None
    """Where readers write to, as `name@host`; DCAT-AP-ES recommends it beside a page."""
    telephone: str | None = None
    """In international form (`+34...`); DCAT-AP-ES recommends it."""
    doi_prefix: str | None = None
    """The publisher's DOI prefix, where DOIs of this form are registered for its versions."""

    def as_environment(self) -> dict[str, str]:
        """The variables from which `site_from` gives this site again; all of it is published."""
        values = {name: getattr(self, field) for field, name in VARIABLES.items()}
        return {name: value for name, value in values.items() if value and value != UNSET_BASE}

    @property
    def is_set(self) -> bool:
        """Whether the addresses of the metadata lead anywhere."""
        return self.base_url != UNSET_BASE

    @property
    def contact_page(self) -> str | None:
        """The page where readers ask, if it is one."""
        return self.contact if self.contact and self.contact.startswith("http") else None

    @property
    def contact_email(self) -> str | None:
        """The address that readers write to, from either setting."""
        if self.contact and self.contact.startswith("mailto:"):
            return self.email or self.contact.removeprefix("mailto:")
        return self.email

    def url(self, *parts: str) -> str:
        """The address of a file below the data root, percent-encoded."""
        return "/".join([self.base_url, *(quote(part) for part in parts)])

    def doi(self, package: str, version: str) -> str | None:
        """The DOI of a version, or None where the installation has no prefix."""
        return f"{self.doi_prefix}/ksigune.{package}.v{version}" if self.doi_prefix else None


def site_from(environment: Mapping[str, str] = os.environ) -> Site:
    """The site of an installation. Raises ValueError for an address that is not http(s), or a
    DOI prefix that is none."""
    base = environment.get(BASE_VARIABLE, "").rstrip("/") or UNSET_BASE
    if not base.startswith(("http://", "https://")):
        raise ValueError(f"{BASE_VARIABLE} is not an http(s) address: {base}")
    contact = environment.get(CONTACT_VARIABLE) or None
    if contact and not contact.startswith(("http://", "https://", "mailto:")):
        raise ValueError(f"{CONTACT_VARIABLE} is neither a page nor a mailto: address: {contact}")
    return Site(
        base,
        contact,
        _matching(environment, DIR3_VARIABLE, r"[A-Z][A-Z0-9]{8}", "a DIR3 code such as A16003011"),
        _matching(environment, EMAIL_VARIABLE, r"[^@\s<>]+@[^@\s<>]+", "an e-mail address"),
        _matching(environment, TELEPHONE_VARIABLE, r"\+[0-9][0-9-]+", "a number such as +34-943-1"),
        _matching(environment, DOI_VARIABLE, DOI_PREFIX, "a DOI prefix such as 10.5072"),
    )


def _matching(environment: Mapping[str, str], name: str, pattern: str, wanted: str) -> str | None:
    value = environment.get(name) or None
    if value and not re.fullmatch(pattern, value):
        raise ValueError(f"{name} is not {wanted}: {value}")
    return value
