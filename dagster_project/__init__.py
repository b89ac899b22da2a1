"""Wiring: Dagster assets, checks, jobs, schedules and sensors around the plain functions."""

import warnings

# Dagster warns of its own beta parameters at every start, once per asset. The two that are used
# (`backfill_policy`, and `include_sources` by Dagster itself) are held by tests.
warnings.filterwarnings("ignore", message="Parameter `(backfill_policy|include_sources)` of")
