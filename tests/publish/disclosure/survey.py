"""A survey table as skill_demand is: shares of firms by skill, over one-way margins."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from schemas.disclosure import Count, Dimension, Disclosure, Reliability, Share
from schemas.model import Table
from schemas.registry import Registry, load
from tests.publish.disclosure.tables import STATUSES
from tests.publish.small import field, said

KEY = ("academic_year", "survey_measure", "skill_code", "sector_code", "size_band", "nuts_code")
VALUES = ("respondents", "n_eff", "share", "share_lower", "share_upper")
WHOLE = ("_T", "_T", "ES21")


def block() -> Disclosure:
    """The block of skill_demand, as the report of this part gives it."""
    domain = ("academic_year", "survey_measure", "sector_code", "size_band", "nuts_code")
    return Disclosure(
        dimensions=(
            Dimension(column="sector_code"),
            Dimension(column="size_band"),
            Dimension(column="nuts_code"),
            Dimension(column="skill_code", relation="overlap"),
        ),
        counts=(
            Count(column="respondents", unit="firms", key=domain),
            Count(
                column="positives",
                unit="firms",
                within="respondents",
                share=Share(column="share", of="respondents", weighted=True),
            ),
        ),
        values=VALUES,
        reliability=Reliability(
            n_eff="n_eff",
            share="share",
            lower="share_lower",
            upper="share_upper",
            values=("share", "share_lower", "share_upper"),
        ),
    )


def demand() -> Table:
    """The table."""
    lists = {"skill_code": "skill", "sector_code": "cci_sector", "nuts_code": "nuts"}
    return Table(
        name="skill_demand",
        layer="open",
        title=said("Demand"),
        description=said("The demand."),
        grain="One skill in one domain.",
        fields=(
            *(
                field(
                    name,
                    required=True,
                    total=name in ("sector_code", "size_band"),
                    code_list=lists.get(name),
                )
                for name in KEY
            ),
            field("respondents", "integer"),
            field("positives", "integer", publish=False),
            field("n_eff", "number", precision=18, scale=6),
            field("share", "number", precision=9, scale=6),
            field("share_lower", "number", precision=9, scale=6),
            field("share_upper", "number", precision=9, scale=6),
            *STATUSES,
        ),
        primary_key=KEY,
        disclosure=block(),
    )


def registry(*tables: Table) -> Registry:
    """The product's code lists with these tables."""
    known = load()
    chosen = tables or (demand(),)
    package = known.packages["capacities"].model_copy(
        update={"name": "skills", "tables": tuple(each.name for each in chosen)}
    )
    return Registry(
        code_lists=known.code_lists,
        concepts={},
        landing={},
        open={each.name: each for each in chosen},
        packages={"skills": package},
    )


def answers(firms: int = 376, years: int = 2, seed: int = 1) -> list[dict[str, Any]]:
    """Rows of the mart from random answers of firms; a firm needs a focus if any skill of it."""
    known = load().code_lists
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    skills = known["skill"].codes
    sectors = [code.code for code in known["cci_sector"].codes if code.parent]
    bands = list(known["size_band"].values())
    for year in [f"20{24 + n}-{25 + n}" for n in range(years)]:
        sector = rng.choice(sectors, firms)
        band = rng.choice(bands, firms, p=[0.6, 0.25, 0.1, 0.05])
        area = rng.choice(["ES211", "ES212", "ES213"], firms, p=[0.15, 0.35, 0.5])
        domains = [(WHOLE, np.ones(firms, dtype=bool))]
        domains += [((s, "_T", "ES21"), sector == s) for s in sectors]
        domains += [(("_T", b, "ES21"), band == b) for b in bands]
        domains += [(("_T", "_T", a), area == a) for a in ("ES211", "ES212", "ES213")]
        for measure in ("skill_need", "skill_gap"):
            has = {c.code: rng.random(firms) < rng.uniform(0.05, 0.6) for c in skills if c.parent}
            for focus in {c.parent for c in skills if c.parent}:
                parts = [has[c.code] for c in skills if c.parent == focus]
                has[focus] = np.any(parts, axis=0)
            for code in sorted(has):
                rows += [_row(year, measure, code, at, inside, has[code]) for at, inside in domains]
    return rows


def _row(year: str, measure: str, skill: str, at: Any, inside: Any, has: Any) -> dict[str, Any]:
    n, positives = int(inside.sum()), int((inside & has).sum())
    share = positives / n if n else 0.0
    z = 1.959964
    effective = max(n * 0.8, 1e-9)
    middle = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    half = z / (1 + z * z / effective)
    half *= (share * (1 - share) / effective + z * z / (4 * effective**2)) ** 0.5
    figures = {"share": share, "share_lower": middle - half, "share_upper": middle + half}
    return {
        **dict(zip(KEY, (year, measure, skill, *at), strict=True)),
        "respondents": n,
        "positives": positives,
        "n_eff": Decimal(f"{effective:.6f}"),
        **{name: Decimal(f"{value:.6f}") for name, value in figures.items()},
        "obs_status": "E",
        "conf_status": "F",
    }
