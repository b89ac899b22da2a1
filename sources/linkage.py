"""Likely duplicates among organisations: proposed to a person, never merged.

Organisations are recognised by identifier and by declared names (see the model
`int_hub_identity`). What is left may still hold one organisation under two names; this module
finds such pairs with Fellegi-Sunter record linkage (splink on DuckDB). Its weights are declared
below instead of trained: a register of some hundred names is too small to train on, and the
same names then give the same proposals in the same order.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.disk import write_text

if TYPE_CHECKING:
    import duckdb
    from splink import SettingsCreator

PROPOSED = "proposed"
THRESHOLD = 0.5
"""Smallest match probability that is put before a person."""
PRIOR = 0.0005
"""Probability that two names drawn at random mean one organisation: a few pairs in some hundred
organisations, which make some ten thousand pairs."""
LEGAL_FORMS = (
    *("s coop", "sl", "slu", "sa", "sau", "scoop", "coop"),
    *("sarl", "sas", "sasu", "scop", "scic", "eurl"),
    *("ie", "aie", "sociedad limitada", "sociedad anonima"),
)

# (condition on a pair, m, u, how it is told). m: share of the pairs of one organisation for which
# the condition holds; u: share of the other pairs. Names of organisations tell them apart well;
# a number in a name (of a school, of a synthetic agent) does so too; a territory hardly does.
Level = tuple[str, float, float, str]
NAME_LEVELS: tuple[Level, ...] = (
    ("stem_l = stem_r", 0.60, 0.00005, "the same name but for case, accents and legal form"),
    ("jaro_winkler_similarity(stem_l, stem_r) >= 0.95", 0.25, 0.0001, "nearly the same name"),
    ("jaro_winkler_similarity(stem_l, stem_r) >= 0.90", 0.10, 0.002, "a similar name"),
    ("ELSE", 0.05, 0.99785, "another name"),
)
NUMBER_LEVELS: tuple[Level, ...] = (
    ("number_l = '' OR number_r = ''", 0, 0, "no number to compare"),
    ("number_l = number_r", 0.98, 0.01, "the same number in it"),
    ("ELSE", 0.02, 0.99, "another number in it"),
)
TERRITORY_LEVELS: tuple[Level, ...] = (
    ("nuts_code_l = '' OR nuts_code_r = ''", 0, 0, "a territory that is not known"),
    ("nuts_code_l = nuts_code_r", 0.60, 0.15, "the same territory"),
    (
        "starts_with(nuts_code_l, nuts_code_r) OR starts_with(nuts_code_r, nuts_code_l) "
        "OR substr(nuts_code_l, 1, 4) = substr(nuts_code_r, 1, 4)",
        *(0.25, 0.20, "the same region"),
    ),
    ("ELSE", 0.15, 0.65, "another territory"),
)


@dataclass(frozen=True)
class Candidate:
    """One name of one organisation; `organisation_key` is what it is counted under so far."""

    organisation_key: str
    record_name: str
    record_table: str
    nuts_code: str | None


@dataclass(frozen=True)
class Proposal:
    """Two organisations that may be one, the likeliest pair of their names, and why."""

    left_key: str
    right_key: str
    left_name: str
    right_name: str
    left_table: str
    right_table: str
    score: Decimal
    """Match probability of the model, 0 to 1, with six decimals."""
    why: str
    status: str = PROPOSED


def read_candidates(build_db: Path) -> list[Candidate]:
    """Every name of the model `int_organisation_candidate`, in the order of key and name."""
    import duckdb

    with duckdb.connect(str(build_db), read_only=True) as con:
        rows = con.execute(
            "SELECT organisation_key, record_name, record_table, nuts_code "
            "FROM intermediate.int_organisation_candidate ORDER BY ALL"
        ).fetchall()
    return [Candidate(*row) for row in rows]


def propose_duplicates(candidates: Iterable[Candidate]) -> list[Proposal]:
    """Pairs of organisations that are likely one, likeliest first; nothing is merged.

    Names of one organisation are never paired with each other. The same candidates, in any
    order, give the same proposals in the same order.
    """
    import duckdb

    ordered = sorted(set(candidates), key=lambda c: (c.organisation_key, c.record_name))
    if len({candidate.organisation_key for candidate in ordered}) < 2:
        return []
    with duckdb.connect() as con:
        _load(con, ordered)
        found = _predicted(con)
    best: dict[tuple[str, str], Proposal] = {}
    for left, right, probability, *levels in found:
        proposal = _proposal(ordered[left], ordered[right], probability, levels)
        pair = (proposal.left_key, proposal.right_key)
        if pair not in best or _rank(proposal) < _rank(best[pair]):
            best[pair] = proposal
    return sorted(best.values(), key=_rank)


def write_proposals(proposals: Sequence[Proposal], path: Path) -> None:
    """The proposals as CSV for the coordination, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Proposal)])
    writer.writerows(astuple(proposal) for proposal in proposals)
    write_text(path, text.getvalue())


def stem(name: str) -> str:
    """The name without case, accents, punctuation, numbers and legal form."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)  # S.L. is one word
    words = " ".join(re.sub(r"[^a-z]+", " ", plain).split())
    for form in LEGAL_FORMS:
        words = words.removesuffix(f" {form}")
    return words


def number(name: str) -> str:
    """The numbers in the name without leading zeros, parted by blanks; empty for none."""
    return " ".join(digits.lstrip("0") or "0" for digits in re.findall(r"\d+", name))


def _load(con: duckdb.DuckDBPyConnection, ordered: Sequence[Candidate]) -> None:
    import pyarrow as pa

    names = [candidate.record_name for candidate in ordered]
    table = pa.table(
        {
            "unique_id": pa.array(range(len(ordered)), pa.int64()),
            "organisation_key": [candidate.organisation_key for candidate in ordered],
            "stem": [stem(name) for name in names],
            "number": [number(name) for name in names],
            "nuts_code": [candidate.nuts_code or "" for candidate in ordered],
        }
    )
    con.register("arriving", table)
    con.execute("CREATE TABLE candidates AS SELECT * FROM arriving")


def _predicted(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """unique_id of both, probability, and the level of name, number and territory of each pair."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("candidates"), _settings(), log_level="ERROR")
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    return con.execute(
        "SELECT unique_id_l, unique_id_r, match_probability, gamma_name, gamma_number, "
        f"gamma_territory FROM {predicted.physical_name} ORDER BY ALL"
    ).fetchall()


def _settings() -> SettingsCreator:
    from splink import SettingsCreator
    from splink.blocking_rule_library import CustomRule

    other = "l.organisation_key <> r.organisation_key"
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=PRIOR,
        # Pairs that share neither beginning nor end of the name are not looked at.
        blocking_rules_to_generate_predictions=[
            CustomRule(f"substr(l.stem, 1, 4) = substr(r.stem, 1, 4) AND {other}"),
            CustomRule(f"right(l.stem, 5) = right(r.stem, 5) AND {other}"),
        ],
        comparisons=[
            _comparison("name", NAME_LEVELS),
            _comparison("number", NUMBER_LEVELS),
            _comparison("territory", TERRITORY_LEVELS),
        ],
        additional_columns_to_retain=["organisation_key"],
    )


def _comparison(name: str, levels: Sequence[Level]) -> dict[str, Any]:
    return {
        "output_column_name": name,
        "comparison_levels": [
            {
                "sql_condition": condition,
                "label_for_charts": told,
                **(
                    {"m_probability": m, "u_probability": u, "fix_m_probability": True}
                    if m
                    else {"is_null_level": True}
                ),
            }
            for condition, m, u, told in levels
        ],
    }


def _proposal(
    left: Candidate, right: Candidate, probability: float, levels: Sequence[int]
) -> Proposal:
    first, second = sorted((left, right), key=lambda c: (c.organisation_key, c.record_name))
    told = (
        _told(declared, gamma)
        for declared, gamma in zip(
            (NAME_LEVELS, NUMBER_LEVELS, TERRITORY_LEVELS), levels, strict=True
        )
    )
    return Proposal(
        left_key=first.organisation_key,
        right_key=second.organisation_key,
        left_name=first.record_name,
        right_name=second.record_name,
        left_table=first.record_table,
        right_table=second.record_table,
        score=Decimal(f"{probability:.6f}"),
        why=", ".join(told),
    )


def _told(levels: Sequence[Level], gamma: int) -> str:
    """splink numbers levels from the last (0) up, and gives a null level -1."""
    nulls = [told for _, m, _, told in levels if not m]
    others = [told for _, m, _, told in levels if m]
    return nulls[0] if gamma == -1 else others[len(others) - 1 - gamma]


def _rank(proposal: Proposal) -> tuple[Any, ...]:
    names = (proposal.left_key, proposal.right_key, proposal.left_name, proposal.right_name)
    return (-proposal.score, *names)
