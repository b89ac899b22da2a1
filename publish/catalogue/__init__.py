"""The catalogue that portals harvest: the latest release of every package, in three readings."""
