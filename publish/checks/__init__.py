"""The checks of the publication gate, one module per kind."""
