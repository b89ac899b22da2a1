"""Reads the published packages from outside and computes one gap and one KPI anew.

    python docs/examples/read_packages.py data/releases

It needs pandas and the folder of releases, and nothing of the observatory's own code. Everything
is computed from columns that are published: the supply of a skill focus is counted again from the
capacities and the register, the demand comes from the survey's table, and KPI 1 is counted from
the capacities. Exit code 0 when both equal what the packages state, 1 when one does not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd

CENTRES = ("faculty_or_school", "vet_centre")
HALF_A_DIGIT = 0.00005001
"""Gaps and KPI values are published with four decimals."""


def read(releases: Path, package: str, table: str) -> pd.DataFrame:
    """One table of the newest release of a package, as its CSV holds it; codes stay text."""
    version = (releases / package / "latest").read_text(encoding="utf-8").strip()
    path = releases / package / version / "data" / f"{table}.csv"
    return pd.read_csv(path, dtype={"nuts_code": str, "skill_code": str}, keep_default_na=False,
                       na_values=[""])  # fmt: skip


def a_gap(releases: Path) -> Any:
    """The row to reproduce: the largest gap of a skill focus over all firms, newest year."""
    gaps = read(releases, "skills", "skill_gap")
    gaps = gaps[
        (gaps["survey_measure"] == "skill_need")
        & (gaps["supply_basis"] == "capacity_focus")
        & (gaps["sector_code"] == "_T")
        & (gaps["size_band"] == "_T")
        & (gaps["nuts_code"] == "ES21")
        & gaps["gap_points"].notna()
    ]
    newest = gaps[gaps["academic_year"] == gaps["academic_year"].max()]
    return newest.sort_values(["gap_points", "skill_code"], ascending=[False, True]).iloc[0]


def register_of(releases: Path, academic_year: str) -> set[str]:
    """The centres of the Basque Country in the register of an academic year."""
    history = read(releases, "partnership", "organisation_history")
    valid = (history["valid_from"] <= academic_year) & (
        history["valid_to"].isna() | (history["valid_to"] >= academic_year)
    )
    basque = history["nuts_code"].str.startswith("ES21")
    kind = history["organisation_kind"].isin(CENTRES)
    return set(history.loc[valid & basque & kind, "organisation_id"])


def supply(releases: Path, academic_year: str, focus: str) -> tuple[int, int]:
    """Centres that offer a focus, and centres that state any: a silent centre says neither."""
    capacities = read(releases, "capacities", "capacity")
    stated = read(releases, "capacities", "capacity_skill").merge(
        capacities[["academic_year", "capacity_id", "organisation_id"]],
        on=["academic_year", "capacity_id"],
    )
    stated = stated[
        (stated["academic_year"] == academic_year)
        & stated["organisation_id"].isin(register_of(releases, academic_year))
    ]
    offering = stated.loc[stated["skill_focus"] == focus, "organisation_id"].nunique()
    return int(offering), int(stated["organisation_id"].nunique())


def demand(releases: Path, gap: Any) -> Any:
    """The row of the survey's table that the gap compares."""
    rows = read(releases, "skills", "skill_demand")
    for column in ("academic_year", "survey_measure", "skill_code", "sector_code", "size_band",
                   "nuts_code"):  # fmt: skip
        rows = rows[rows[column] == gap[column]]
    return rows.iloc[0]


def kpi_1(releases: Path) -> tuple[int, float]:
    """KPI 1 counted from the capacities, and as the package of indicators states it."""
    progress = read(releases, "kpis", "kpi_progress")
    stated = progress[(progress["kpi_id"] == 1) & (progress["variant"] == "edition")].iloc[0]
    capacities = read(releases, "capacities", "capacity")
    begun = capacities["academic_year"].str[:4] + "-09-01" <= str(stated["as_of"])
    edition = capacities.loc[begun, "academic_year"].max()
    organisations = read(releases, "partnership", "organisation")
    basque = organisations.loc[organisations["nuts_code"].str.startswith("ES21"), "organisation_id"]
    counted = capacities[
        (capacities["academic_year"] == edition) & capacities["organisation_id"].isin(basque)
    ]
    return int(counted["capacity_id"].nunique()), float(stated["kpi_value"])


def main(releases: Path) -> int:
    """Writes both figures beside the published ones; 0 when they agree."""
    gap = a_gap(releases)
    offering, reporting = supply(releases, gap["academic_year"], gap["skill_code"])
    asked = demand(releases, gap)
    share = round(offering / reporting, 6)
    mine = [100 * (asked[column] - share) for column in ("share", "share_lower", "share_upper")]
    published = [float(gap[column]) for column in ("gap_points", "gap_lower", "gap_upper")]
    counted, stated = kpi_1(releases)
    sys.stdout.write(
        f"gap {gap['skill_code']} {gap['academic_year']}: "
        f"D = {100 * asked['share']:.1f} % of {asked['respondents']} firms, "
        f"S = {offering}/{reporting} centres, "
        f"G = {mine[0]:+.4f} ({mine[1]:+.4f} to {mine[2]:+.4f}); "
        f"published {published[0]:+.4f} ({published[1]:+.4f} to {published[2]:+.4f})\n"
        f"KPI 1: {counted} capacities counted, {stated:g} published\n"
    )
    agrees = all(abs(m - p) <= HALF_A_DIGIT for m, p in zip(mine, published, strict=True))
    return 0 if agrees and counted == stated else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python read_packages.py <folder of releases>")
    sys.exit(main(Path(sys.argv[1])))
