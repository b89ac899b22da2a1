"""Likely duplicates among the organisations, put before the coordination."""

import dagster as dg

from dagster_project.assets.landing import WRITER
from dagster_project.linkage import STAGE, proposals_path, propose_unless_unchanged
from dagster_project.resources import Observatory


def duplicate_proposals_asset() -> dg.AssetsDefinition:
    """The report of pairs that may be one organisation; private, and nothing follows from it."""

    @dg.asset(
        key=dg.AssetKey(["quality", STAGE]),
        deps=[dg.AssetKey(["intermediate", "int_organisation_candidate"])],
        group_name="quality",
        kinds={"duckdb", "csv"},
        owners=["team:data-engineering"],
        pool=WRITER,
        description=(
            "Pairs of organisations of the register and the hub that are likely one, with score "
            "and reason. A person decides: a pair that is one becomes a declared name in the "
            "register. Nothing is merged, and the report is never published."
        ),
    )
    def duplicate_proposal(observatory: Observatory) -> dg.MaterializeResult[None]:
        settings = observatory.settings()
        found = propose_unless_unchanged(settings)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": found,
                "path": dg.MetadataValue.path(str(proposals_path(settings))),
            }
        )

    return duplicate_proposal
