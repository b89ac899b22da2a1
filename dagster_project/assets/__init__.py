"""The assets in the order of the data's way: feeds, landing, dbt, checks, open, packages."""
