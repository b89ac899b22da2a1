"""The metadata of a release: one module per standard, all written from the dossier."""
