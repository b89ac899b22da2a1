"""The data files of a release: one module per form, all written from the open tables."""
