"""DCAT in three readings that contradict each other: one description, one writer per reading."""
