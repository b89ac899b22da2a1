"""Plausibility of the marts: Great Expectations, run inside DuckDB."""
