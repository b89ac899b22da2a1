"""The description of one feed: where a partner's file lies, how it is written, what it may do.

A feed is one file `sources/feeds/<name>.yml`, read into a `Feed`. It knows which landing
table its rows belong to, by name; the table itself is described in `schemas/landing/`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field as Attribute
from pydantic import ValidationError, model_validator

from schemas.dialect import ISO_DATE, Dialect
from schemas.model import NAME, Model, fold
from schemas.registry import read_yaml

FEEDS = Path(__file__).parent / "feeds"
REFERENCE = Path(__file__).parent / "reference"

Format = Literal[
    "csv",
    "xlsx",
    "ods",
    "json",
    "parquet",
    "limesurvey_responses",
    "limesurvey_answers",
    "limesurvey_questions",
    "limesurvey_options",
]
_WITH_STRUCTURE = {"limesurvey_responses", "limesurvey_answers"}
Origin = Literal["published", "reported", "synthetic"]
Cadence = Literal["daily", "annual", "irregular"]
Check = Literal["staff_unit"]


class FeedError(ValueError):
    """A feed file that cannot be used; the message names the file and the remedy."""


class Writing(Dialect):
    """How the partner writes values. Cells typed by the workbook itself need none of it."""

    true_values: tuple[str, ...] = ("true", "1", "yes", "sí", "si", "bai", "oui")
    false_values: tuple[str, ...] = ("false", "0", "no", "ez", "non")
    list_separator: str = Attribute(default=";", min_length=1)
    """What parts several codes in one cell; landing tables keep them parted by `;`."""

    @model_validator(mode="before")
    @classmethod
    def _typed_cells_are_always_understood(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A workbook's own dates and truth values are written as ISO dates, `true`, `false`."""
        always = {"date_formats": ISO_DATE, "true_values": "true", "false_values": "false"}
        added = {
            name: (*given[name], form)
            for name, form in always.items()
            if name in given and form not in given[name]
        }
        return {**given, **added}


class Limits(Model):
    """What a pull may lose before it fails, and why these numbers."""

    max_rejected_rows: int | None = Attribute(default=None, ge=0)
    max_rejected_share: float = Attribute(default=0.05, ge=0, le=1)
    max_row_loss_share: float = Attribute(default=0.3, ge=0, le=1)
    """Largest share of the last snapshot's accepted rows that may be fewer this time."""
    minimum_rows: int = Attribute(default=1, ge=0)
    """Fewest accepted rows; an empty file is refused before this is asked."""
    reason: str = Attribute(min_length=1)


DEFAULT_LIMITS = Limits(
    reason="No limits of its own: a twentieth rejected or a third lost is no ordinary update."
)


class Feed(Model):
    """One regular delivery of rows for one landing table."""

    name: str = Attribute(pattern=NAME)
    title: str = Attribute(min_length=1)
    description: str = Attribute(min_length=1)
    table: str = Attribute(pattern=NAME)
    """The landing table of `schemas/landing/` that the rows belong to."""
    connector: Literal["files"] = "files"
    address: str = Attribute(min_length=1)
    """Path or fsspec URL; may hold `{inbox}`, `{reference}` and `{academic_year}`. The last part
    of a path may hold `*`, where exactly one file matches."""
    structure: str | None = None
    """Address of the file that describes the other one: the .lss of a LimeSurvey survey."""
    partition: Literal["academic_year"] | None = None
    cadence: Cadence
    publisher: str = Attribute(min_length=1)
    licence: str = Attribute(min_length=1)
    origin: Origin
    owner: str = Attribute(min_length=1)
    """Who answers for the feed: an e-mail address or `team:<name>`."""
    freshness_days: int = Attribute(gt=0)

    format: Format
    encoding: str | None = None
    """CSV and JSON; none = guessed among those that partners use."""
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    """CSV; none = the one that parts the header row into the known headers."""
    sheet: str | None = None
    """Workbooks; none = the only visible sheet that holds the headers. May hold
    `{academic_year}`."""
    header_row: int | None = Attribute(default=None, ge=1)
    """As the spreadsheet numbers it; none = the first row that holds the headers."""
    records: str | None = None
    """JSON: dotted path to the list of records; none = the document is the list."""
    stated_count: str | None = None
    """JSON: dotted path to the number of records that the document says it holds."""
    success: str | None = None
    """JSON: dotted path to what has to be `true`; CKAN answers `success: false` like any other."""
    declared_fields: str | None = None
    """JSON: dotted path to the list of fields (`{"id": …}`) that the records may have (CKAN)."""
    totals_marker: str | None = None
    """The word that opens the totals row below the data, such as `Total`."""
    totals_count: str | None = None
    """Header of the column in which the totals row states how many rows stand above it."""
    hidden_rows: Literal["refuse", "keep", "drop"] = "refuse"
    hidden_columns: Literal["refuse", "keep"] = "refuse"
    merged_cells: Literal["refuse", "fill"] = "refuse"
    """Merged cells among the data: `fill` repeats the value in every row it spans."""
    max_bytes: int = Attribute(default=1_000_000_000, gt=0)
    """Largest file, as sent and unpacked, that a pull reads."""

    dialect: Writing = Writing()
    columns: dict[str, str] = Attribute(default_factory=dict)
    """Header as sent -> field. Two headers for one field are alternatives: the file has one of
    them. None at all = the file uses the names of the fields."""
    optional: tuple[str, ...] = ()
    """Fields whose column may be missing from the file."""
    ignore: dict[str, str] = Attribute(default_factory=dict)
    """Header that is left out by intention -> reason."""
    constants: dict[str, str] = Attribute(default_factory=dict)
    """Field -> the one value of every row; may hold `{academic_year}`."""
    checks: tuple[Check, ...] = ()
    """Rules over several cells of a response, beside those of table and structure."""
    protects: tuple[str, ...] = ()
    """Landing tables whose current rows point at this one: a file without a row that they point
    at is refused."""
    limits: Limits = DEFAULT_LIMITS

    @model_validator(mode="after")
    def _partition_and_address_agree(self) -> Self:
        places = (self.address, self.sheet or "", self.structure or "")
        templates = (*places, *self.constants.values())
        named = any("{academic_year}" in text for text in templates)
        if named and self.partition is None:
            raise ValueError("{academic_year} needs partition: academic_year")
        if self.partition and not any("{academic_year}" in text for text in templates[:2]):
            raise ValueError("a partitioned feed names {academic_year} in its address or sheet")
        return self

    @model_validator(mode="after")
    def _responses_have_a_structure(self) -> Self:
        if (self.format in _WITH_STRUCTURE) != (self.structure is not None):
            raise ValueError(
                f"a structure belongs to the formats {', '.join(sorted(_WITH_STRUCTURE))}, and to "
                f"them only"
            )
        return self

    @model_validator(mode="after")
    def _fields_have_one_origin(self) -> Self:
        both = sorted(set(self.columns.values()) & set(self.constants))
        if both:
            raise ValueError(f"{', '.join(both)}: a field is a column or a constant, not both")
        if twice := sorted(set(self.columns) & set(self.ignore)):
            raise ValueError(f"{', '.join(twice)}: a header is mapped or ignored, not both")
        return self

    def digest(self) -> str:
        """SHA-256 (hex) of the description: it changes when anything about the feed does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_feeds(folder: Path = FEEDS) -> dict[str, Feed]:
    """Every feed of a folder by name, in the order of the names.

    Raises FeedError for a file that is no feed.
    """
    return {path.stem: load_feed(path) for path in sorted(folder.glob("*.yml"))}


def load_feed(path: Path) -> Feed:
    """The feed of one YAML file, named as the file. Raises FeedError."""
    try:
        body = read_yaml(path)
    except yaml.YAMLError as error:
        raise FeedError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(body, dict):
        raise FeedError(f"{path.name} is empty; a feed names at least its table and address")
    try:
        return Feed(name=path.stem, **body)
    except ValidationError as error:
        raise FeedError(f"{path.name}: {reasons_of(error)}") from error


def reasons_of(error: ValidationError) -> str:
    """What is wrong with a file of ours, entry by entry; `feed` is what concerns all of it."""
    return "; ".join(
        f"{'.'.join(map(str, e['loc'])) or 'feed'}: {e['msg']}" for e in error.errors()
    )


def totals_word(text: str) -> str:
    """A text in the form in which the marker of a totals row is compared: `TOTAL :` is `total`."""
    return fold(text).rstrip(": ")
