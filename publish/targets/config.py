"""The targets of an installation: one small YAML file, named by `KSIGUNE_TARGETS`.

```yaml
site:      {kind: folder, path: /srv/www/observatory}
store:     {kind: s3, bucket: open-data, endpoint: "https://objects.example.org",
            key_from: KSIGUNE_S3_KEY, secret_from: KSIGUNE_S3_SECRET}
portal:    {kind: ckan, url: "https://data.example.org", organization: ksigune,
            token_from: KSIGUNE_CKAN_TOKEN}
archive:   {kind: inveniordm, url: "https://sandbox.zenodo.org/api/",
            token_from: KSIGUNE_ZENODO_TOKEN}
```
The names are the installation's own; there may be several of a kind. Credentials never stand in
the file: it names the environment variables that hold them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from publish.targets.errors import RefusedError

TARGETS_VARIABLE = "KSIGUNE_TARGETS"


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not an http(s) address")
    if parts.username or parts.password:
        raise ValueError("holds a user or password; name an environment variable instead")
    if parts.query or parts.fragment:
        raise ValueError("holds a query or fragment; give the plain address")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
"""The name of an environment variable: a credential pasted here by mistake does not fit."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class FolderSettings(_Settings):
    """A folder of this machine; served by a web server it is the static site."""

    kind: Literal["folder"]
    path: Path


class S3Settings(_Settings):
    """An S3-compatible object store."""

    kind: Literal["s3"]
    bucket: str = Field(min_length=3)
    endpoint: WebAddress | None = None
    """None for Amazon's own."""
    region: str = "us-east-1"
    prefix: str = ""
    """Before every key; several installations can share a bucket."""
    part_mebibytes: int = Field(default=64, ge=5, le=5120)
    """Larger files go in parts of this size; S3 takes 5 MiB to 5 GiB."""
    key_from: Variable
    secret_from: Variable


class CkanSettings(_Settings):
    """A CKAN portal."""

    kind: Literal["ckan"]
    url: WebAddress
    organization: str = Field(min_length=2)
    """The name of the organisation there that owns the datasets."""
    token_from: Variable
    prefix: str = Field(default="ksigune-", pattern=r"^[a-z0-9_-]*$")
    """Before a package's name: dataset names are one space for the whole portal."""
    resources: Literal["link", "upload"] = "link"
    """Link to the files at the site's address, or upload them to the portal."""
    translations: Literal["extras", "fluent"] = "extras"
    """As plain extras, or in the fields of the extension ckanext-fluent where it is installed."""


class InvenioSettings(_Settings):
    """Zenodo, or another archive that runs InvenioRDM."""

    kind: Literal["inveniordm"]
    url: WebAddress
    """The root of its REST API, as `https://zenodo.org/api/`."""
    token_from: Variable


Settings = Annotated[
    FolderSettings | S3Settings | CkanSettings | InvenioSettings, Field(discriminator="kind")
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_FILE: TypeAdapter[dict[str, Settings]] = TypeAdapter(dict[Name, Settings])


def read_targets(environment: Mapping[str, str]) -> dict[str, Settings]:
    """Name -> settings; empty when no file is named.

    Raises RefusedError with every line that is wrong. It never repeats what a line holds: that
    may be a credential that somebody pasted there.
    """
    named = environment.get(TARGETS_VARIABLE)
    if not named:
        return {}
    try:
        content = yaml.safe_load(Path(named).read_text(encoding="utf-8"))
    except OSError as error:
        raise RefusedError(f"{TARGETS_VARIABLE}: {named}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RefusedError(f"{named}{line}: not YAML; see publish/targets/config.py") from None
    try:
        return _FILE.validate_python(content or {})
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise RefusedError(f"{named}: {'; '.join(wrong)}") from None
