"""Everything Dagster sees, gathered in one place."""

from __future__ import annotations

import dagster as dg

from dagster_project import jobs
from dagster_project.assets.checks import quality_checks
from dagster_project.assets.dbt import dbt_asset
from dagster_project.assets.feeds import feed_assets
from dagster_project.assets.landing import landing_asset
from dagster_project.assets.linkage import duplicate_proposals_asset
from dagster_project.assets.open_tables import open_tables_asset
from dagster_project.assets.packages import catalogue_asset, observatory_asset, package_assets
from dagster_project.resources import Observatory

defs = dg.Definitions(
    assets=[
        *feed_assets(),
        landing_asset(),
        dbt_asset(),
        duplicate_proposals_asset(),
        open_tables_asset(),
        *package_assets(),
        catalogue_asset(),
        observatory_asset(),
    ],
    asset_checks=[quality_checks()],
    jobs=[
        jobs.everything,
        jobs.pull,
        jobs.build,
        jobs.daily,
        jobs.annual,
        *jobs.package_jobs(),
    ],
    schedules=[jobs.daily_schedule, jobs.annual_schedule],
    sensors=[jobs.drop_folder],
    resources={"observatory": Observatory()},
    # One process: starting one per step costs some 8 s each on a single machine.
    executor=dg.in_process_executor,
)
