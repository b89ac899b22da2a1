"""Feeds, connectors, landing: what partners send, landed unchanged and judged row by row."""
