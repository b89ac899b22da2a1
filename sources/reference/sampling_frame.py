"""The population of the survey: firms of the CCI by sector and size band.

Only the totals are published (7,149 firms of the cultural and 9,737 of the creative industries,
reference year 2019). How they split over sectors and bands is synthetic: shares chosen to be
plausible, turned into whole firms by largest remainder, so that both totals are met exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

TOTALS = {"cultural": 7149, "creative": 9737}
REFERENCE_PERIOD = "2019"
SOURCE = (
    "Synthetic split by sector and size band; only the totals are published: 16,886 firms, of "
    "which 7,149 cultural and 9,737 creative (Orkestra and Basque Government; deia.eus)"
)
SOURCE_SCALED = (
    "Synthetic frame for measuring: {factor} times the split of 16,886 firms of which only the "
    "totals are published; it describes no population"
)
BANDS = ("0-9", "10-49", "50-249", "GE250")

_SECTOR_WEIGHTS = {
    "cultural": {
        "heritage": 6,
        "visual_arts": 21,
        "music": 14,
        "publishing_print": 25,
        "performing_arts": 16,
        "audiovisual": 18,
    },
    "creative": {
        "crafts": 14,
        "architecture": 25,
        "advertising_marketing": 19,
        "video_games": 2,
        "digital_content": 9,
        "design": 13,
        "fashion": 6,
        "language_industries": 8,
        "gastronomy": 4,
    },
}
_BAND_WEIGHTS = (9300, 560, 120, 20)
_LARGER_FIRMS = {
    "publishing_print": 3,
    "audiovisual": 2,
    "advertising_marketing": 2,
    "video_games": 4,
    "digital_content": 3,
    "gastronomy": 4,
    "heritage": 3,
}
"""Sectors in which the bands above the first weigh so many times more."""


def scaled(factor: int) -> Mapping[tuple[str, str], int]:
    """The cells of `firms`, each `factor` times as large: so that a scaled survey stays a sample.

    At factor 1 they add up to the published totals, at any other they are those of nobody.
    """
    return {cell: count * factor for cell, count in firms().items()}


def source(factor: int) -> str:
    """Where a frame of this factor comes from, as its file says it."""
    return SOURCE if factor == 1 else SOURCE_SCALED.format(factor=factor)


@cache
def firms() -> Mapping[tuple[str, str], int]:
    """(Sector, size band) -> firms; 60 cells, none of them empty."""
    found: dict[tuple[str, str], int] = {}
    for domain, weights in _SECTOR_WEIGHTS.items():
        sectors = dict(zip(weights, shared(TOTALS[domain], list(weights.values())), strict=True))
        for sector, total in sectors.items():
            larger = _LARGER_FIRMS.get(sector, 1)
            by_band = [_BAND_WEIGHTS[0], *(weight * larger for weight in _BAND_WEIGHTS[1:])]
            # One firm in every cell: a stratum that no firm belongs to could not be sampled.
            counts = [count + 1 for count in shared(total - len(BANDS), by_band)]
            found |= {(sector, band): n for band, n in zip(BANDS, counts, strict=True)}
    return found


def shared(total: int, weights: list[int]) -> list[int]:
    """`total` parted by the weights into whole numbers that add up to it (largest remainder)."""
    everything = sum(weights)
    parts = [total * weight // everything for weight in weights]
    rests = [total * weight % everything for weight in weights]
    ranked = sorted(range(len(weights)), key=lambda place: (-rests[place], place))
    for place in ranked[: total - sum(parts)]:
        parts[place] += 1
    return parts
