"""Persons: their identifiers are verified, turned into keyed hashes and forgotten while landing."""
