"""What firms need and lack in the synthetic survey: shares by skill, sector, size and wave.

The shares are assumptions, chosen so that gaps differ visibly; they describe nobody. Per mille.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sources.reference.dice import Dice
from sources.reference.sampling_frame import BANDS, firms, shared

_NEED = {
    "digital_information": 420,
    "digital_communication": 520,
    "digital_content_creation": 560,
    "digital_safety": 380,
    "digital_problem_solving": 330,
    "green_values": 300,
    "green_complexity": 180,
    "green_futures": 220,
    "green_action": 270,
    "innovation_thinking": 480,
    "entrepreneurial_ideas": 360,
    "entrepreneurial_resources": 410,
    "entrepreneurial_action": 340,
}
_LACK_OF_NEEDED = {
    "digital_information": 450,
    "digital_communication": 350,
    "digital_content_creation": 500,
    "digital_safety": 620,
    "digital_problem_solving": 540,
    "green_values": 480,
    "green_complexity": 600,
    "green_futures": 560,
    "green_action": 590,
    "innovation_thinking": 400,
    "entrepreneurial_ideas": 380,
    "entrepreneurial_resources": 520,
    "entrepreneurial_action": 450,
}
LACK_OF_NOT_NEEDED = 30
_FIRST_WAVE_LESS = {"digital": 60, "green": 110, "innovation": 20, "entrepreneurial": -30}
_MORE_IN_SECTOR = {
    "digital": {"video_games": 220, "digital_content": 200, "audiovisual": 120, "crafts": -150},
    "green": {"heritage": 160, "architecture": 220, "fashion": 200, "gastronomy": 180},
    "innovation": {"design": 150, "advertising_marketing": 120, "language_industries": -80},
    "entrepreneurial": {"visual_arts": 160, "performing_arts": 140, "music": 120},
}
_MORE_IN_BAND = {"0-9": -40, "10-49": 50, "50-249": 110, "GE250": 150}
_LACK_IN_BAND = {"0-9": 50, "10-49": 20, "50-249": -60, "GE250": -120}
_RESPONSES_BY_BAND = (700, 200, 80, 20)
"""Larger firms answer more often than there are of them: what weights have to undo."""
_PROVINCES = ("ES211", "ES212", "ES213")
_RESPONSES_BY_PROVINCE = (160, 330, 510)
_STAFF = {"0-9": (1, 9), "10-49": (10, 40), "50-249": (50, 200), "GE250": (250, 400)}


@dataclass(frozen=True)
class Firm:
    """One responding firm."""

    sector: str
    band: str
    province: str
    staff: int


def firm(dice: Dice) -> Firm:
    """A firm by the shares of those that answer."""
    sector, band = dice.pick(_sectors()), dice.pick(_bands())
    lowest, width = _STAFF[band]
    return Firm(sector, band, dice.pick(_provinces()), lowest + dice.below(width))


def need(skill: str, of: Firm, first_wave: bool) -> int:
    """Chance per mille that the firm needs the skill."""
    focus = skill.partition("_")[0]
    chance = _NEED[skill] + _MORE_IN_SECTOR[focus].get(of.sector, 0) + _MORE_IN_BAND[of.band]
    return _within(chance - (_FIRST_WAVE_LESS[focus] if first_wave else 0))


def lack_of_needed(skill: str, of: Firm) -> int:
    """Chance per mille that the staff lack a skill that the firm needs."""
    return _within(_LACK_OF_NEEDED[skill] + _LACK_IN_BAND[of.band])


def _within(chance: int) -> int:
    return min(950, max(30, chance))


@cache
def _sectors() -> tuple[str, ...]:
    """A thousand sectors: half of them by the number of firms, half in equal parts."""
    sectors = list(dict.fromkeys(sector for sector, _ in firms()))
    totals = [sum(firms()[sector, band] for band in BANDS) for sector in sectors]
    counts = [
        a + b for a, b in zip(shared(500, totals), shared(500, [1] * len(sectors)), strict=True)
    ]
    return tuple(s for s, count in zip(sectors, counts, strict=True) for _ in range(count))


@cache
def _bands() -> tuple[str, ...]:
    return tuple(b for b, n in zip(BANDS, _RESPONSES_BY_BAND, strict=True) for _ in range(n))


@cache
def _provinces() -> tuple[str, ...]:
    pairs = zip(_PROVINCES, _RESPONSES_BY_PROVINCE, strict=True)
    return tuple(province for province, count in pairs for _ in range(count))
