"""The bundled edition: sourced facts under `facts/`, and a seeded generator for the rest."""
