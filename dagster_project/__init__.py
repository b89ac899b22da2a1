"""Wiring: Dagster assets, checks, jobs, schedules and sensors around the plain functions."""
