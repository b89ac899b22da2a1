"""The weights of the rival: post-stratified, trimmed and raked over cells, in plain Python.

Written by itself from the rule that `_survey_weights.yml` declares, so that equal shares are a
second opinion on the weights too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

MINIMUM_MARGIN = 5
MINIMUM_STRATUM = 2
TRIM_RATIO = 5
TOLERANCE = 1e-10


def weights(cells: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows (year, sector, band, sector group, band group, stratum, its respondents, its firms,
    weight) for the cells (year, sector, domain, band, band's place, firms, respondents) that have
    respondents."""
    return [
        row
        for year in sorted({cell[0] for cell in cells})
        for row in _of_wave([cell for cell in cells if cell[0] == year])
    ]


def _of_wave(cells: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    sector_of = _sectors(cells)
    bands = [band for _, band in sorted({(c[4], c[3]) for c in cells})]
    size = {band: sum(c[6] for c in cells if c[3] == band) for band in bands}
    band_runs = _runs(bands, lambda run: sum(size[b] for b in run) >= MINIMUM_MARGIN)
    band_of = {band: "+".join(run) for run in band_runs for band in run}
    pairs: dict[tuple[str, str], list[int]] = {}
    for cell in cells:
        pair = pairs.setdefault((sector_of[cell[1]], band_of[cell[3]]), [0, 0])
        pair[0] += cell[5]
        pair[1] += cell[6]
    strata: dict[tuple[str, str], tuple[str, int, int]] = {}
    for sector in sorted(set(sector_of.values())):
        here = [b for b in ("+".join(run) for run in band_runs) if (sector, b) in pairs]
        for run in _runs(here, lambda run, s=sector: _is_stratum(pairs, s, run)):  # type: ignore[misc]
            firms = sum(pairs[sector, b][0] for b in run)
            count = sum(pairs[sector, b][1] for b in run)
            strata |= {(sector, b): (f"{sector}/{'+'.join(run)}", count, firms) for b in run}
    weight = _raked(pairs, strata)
    return [
        (c[0], c[1], c[3], *pair, *strata[pair], weight[pair])
        for c in cells
        if c[6] and (pair := (sector_of[c[1]], band_of[c[3]]))
    ]


def _sectors(cells: list[tuple[Any, ...]]) -> dict[str, str]:
    """Small sectors of a domain together."""
    found: dict[str, str] = {}
    for domain in {c[2] for c in cells}:
        names = {c[1] for c in cells if c[2] == domain}
        count = {s: sum(c[6] for c in cells if c[1] == s) for s in names}
        joined: list[str] = []
        for sector in sorted(names, key=lambda s: (count[s], s)):
            short = joined and sum(count[s] for s in joined) < MINIMUM_MARGIN
            if count[sector] >= MINIMUM_MARGIN and not short:
                break
            joined.append(sector)
        found |= {s: "+".join(sorted(joined)) if s in joined else s for s in names}
    return found


def _runs(bands: Sequence[str], enough: Callable[[list[str]], bool]) -> list[list[str]]:
    """Neighbouring bands together from the largest firms down, until each run is enough."""
    runs: list[list[str]] = []
    run: list[str] = []
    for band in reversed(bands):
        run.insert(0, band)
        if enough(run):
            runs.insert(0, run)
            run = []
    if run:
        runs[:1] = [run + (runs[0] if runs else [])]
    return runs


def _is_stratum(pairs: dict[tuple[str, str], list[int]], sector: str, run: list[str]) -> bool:
    count = sum(pairs[sector, band][1] for band in run)
    return MINIMUM_STRATUM <= count <= sum(pairs[sector, band][0] for band in run)


def _raked(
    pairs: dict[tuple[str, str], list[int]], strata: dict[tuple[str, str], tuple[str, int, int]]
) -> dict[tuple[str, str], float]:
    """Trimmed and fitted to both margins in turn, until both hold."""
    counts = {pair: n for pair, (_, n) in pairs.items() if n}
    upper = TRIM_RATIO * sum(firms for firms, _ in pairs.values()) / sum(counts.values())
    weight = {pair: strata[pair][2] / strata[pair][1] for pair in counts}
    groups = [
        (
            sum(firms for pair, (firms, _) in pairs.items() if pair[place] == group),
            [pair for pair in counts if pair[place] == group],
        )
        for place in (0, 1)
        for group in {pair[place] for pair in counts}
    ]
    for _ in range(200):
        total = {pair: min(max(w, 1.0), upper) * counts[pair] for pair, w in weight.items()}
        for _ in range(10_000):
            worst = 0.0
            for wanted, members in groups:
                factor = wanted / sum(total[pair] for pair in members)
                worst = max(worst, abs(factor - 1))
                for pair in members:
                    total[pair] *= factor
            if worst < TOLERANCE / 10:
                break
        weight = {pair: total[pair] / counts[pair] for pair in counts}
        if all(1 / (1 + TOLERANCE) <= w <= upper * (1 + TOLERANCE) for w in weight.values()):
            break
    return weight
