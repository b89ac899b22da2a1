"""Measurements as ratios against a named rival in the same run; results in `results/`."""
