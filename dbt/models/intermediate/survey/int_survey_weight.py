"""Weights of the survey's respondents: post-stratified to the frame, trimmed, and raked again.

One weight per wave and cell (sector by size band), so the cost does not depend on the number of
respondents. Plain functions over named tuples, and `model`, which dbt calls; nothing of ours is
imported, so that `dbt build` needs no path. The rule's numbers stand in `_survey_weights.yml`.

Deming and Stephan (1940) for raking, by `svy`; R's survey is the referee in the tests.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple


class SurveyWeightError(ValueError):
    """The respondents of a wave cannot be weighted to the frame; says which category and why."""


class Rule(NamedTuple):
    """How weights are made; every number is declared, none is tuned to an outcome."""

    minimum_margin: int
    """A category of a margin with fewer respondents is joined with another."""
    minimum_stratum: int
    """A stratum needs two respondents for its variance to be estimated."""
    trim_ratio: float
    """No weight is above this multiple of the wave's mean weight, and none below 1."""
    tolerance: float
    """Largest relative deviation of a weighted margin from the frame."""
    max_cycles: int
    """Cycles of trimming and raking before the weights count as not converging."""


class Cell(NamedTuple):
    """One sector and size band of one wave: firms of the frame, and respondents kept."""

    academic_year: str
    sector_code: str
    domain: str
    size_band: str
    size_position: int
    firms: int
    respondents: int


class CellWeight(NamedTuple):
    """The weight of each respondent of one cell, and what it was made from."""

    academic_year: str
    sector_code: str
    size_band: str
    sector_group: str
    size_group: str
    stratum: str
    stratum_firms: int
    stratum_respondents: int
    base_weight: float
    weight: float
    weight_upper: float
    cycles: int


Pair = tuple[str, str]
"""Sector group and size group."""


def weigh(cells: Sequence[Cell], rule: Rule) -> list[CellWeight]:
    """The weights of every wave among `cells`, one row per cell that has respondents.

    Raises SurveyWeightError where a wave cannot be weighted.
    """
    waves = sorted({cell.academic_year for cell in cells})
    return [
        row
        for wave in waves
        for row in _weigh_wave(wave, [c for c in cells if c.academic_year == wave], rule)
    ]


def _weigh_wave(wave: str, cells: Sequence[Cell], rule: Rule) -> list[CellWeight]:
    sectors, sizes = _sector_groups(wave, cells, rule), _size_groups(wave, cells, rule)
    groups: dict[Pair, tuple[int, int]] = {}
    for cell in cells:
        pair = sectors[cell.sector_code], sizes[cell.size_band]
        firms, respondents = groups.get(pair, (0, 0))
        groups[pair] = firms + cell.firms, respondents + cell.respondents
    order = list(dict.fromkeys(sizes[c.size_band] for c in sorted(cells, key=_size_position)))
    strata = _strata(wave, groups, order, rule)
    base = {pair: strata[pair][1] / strata[pair][2] for pair in groups}
    weights, upper, cycles = _trim_and_rake(wave, groups, base, rule)
    rows = []
    for cell in sorted(cells):
        pair = sectors[cell.sector_code], sizes[cell.size_band]
        if cell.respondents:
            name, firms, respondents = strata[pair]
            rows.append(
                CellWeight(
                    academic_year=wave,
                    sector_code=cell.sector_code,
                    size_band=cell.size_band,
                    sector_group=pair[0],
                    size_group=pair[1],
                    stratum=name,
                    stratum_firms=firms,
                    stratum_respondents=respondents,
                    base_weight=base[pair],
                    weight=weights[pair],
                    weight_upper=upper,
                    cycles=cycles,
                )
            )
    return rows


def _size_position(cell: Cell) -> int:
    return cell.size_position


def _sector_groups(wave: str, cells: Iterable[Cell], rule: Rule) -> dict[str, str]:
    """Sector -> sectors that are weighted together: small ones join others of their domain."""
    counts: dict[str, dict[str, int]] = {}
    for cell in cells:
        of_domain = counts.setdefault(cell.domain, {})
        of_domain[cell.sector_code] = of_domain.get(cell.sector_code, 0) + cell.respondents
    groups: dict[str, str] = {}
    for domain, sectors in counts.items():
        left = sorted(sectors, key=lambda sector: (sectors[sector], sector))
        joined: list[str] = []
        while left and (
            sectors[left[0]] < rule.minimum_margin
            or (len(joined) > 0 and sum(sectors[s] for s in joined) < rule.minimum_margin)
        ):
            joined.append(left.pop(0))
        if joined and sum(sectors[s] for s in joined) < rule.minimum_margin:
            raise SurveyWeightError(
                f"survey {wave}: the sectors of the domain '{domain}' have "
                f"{sum(sectors.values())} respondents together; a weight needs "
                f"{rule.minimum_margin}. Leave the wave out, or collect more answers."
            )
        groups |= dict.fromkeys(joined, "+".join(sorted(joined)))
        groups |= {sector: sector for sector in left}
    return groups


def _size_groups(wave: str, cells: Iterable[Cell], rule: Rule) -> dict[str, str]:
    """Size band -> bands that are weighted together: a small one joins the next smaller firms."""
    counts: dict[str, int] = {}
    for cell in sorted(cells, key=_size_position):
        counts[cell.size_band] = counts.get(cell.size_band, 0) + cell.respondents
    if sum(counts.values()) < rule.minimum_margin:
        raise SurveyWeightError(
            f"survey {wave}: {sum(counts.values())} respondents are left after cleaning; a weight "
            f"needs {rule.minimum_margin}. See table survey_quality for what was taken out."
        )
    runs = _runs(list(counts), lambda run: sum(counts[b] for b in run) >= rule.minimum_margin)
    return {band: "+".join(run) for run in runs for band in run}


def _runs(bands: Sequence[str], enough: Callable[[list[str]], bool]) -> list[list[str]]:
    """Neighbouring bands in runs that are `enough` each, joined from the largest firms down."""
    runs: list[list[str]] = []
    run: list[str] = []
    for band in reversed(bands):
        run.insert(0, band)
        if enough(run):
            runs.insert(0, run)
            run = []
    if run:
        following = runs.pop(0) if runs else []
        runs.insert(0, [*run, *following])
    return runs


def _strata(
    wave: str, groups: Mapping[Pair, tuple[int, int]], order: Sequence[str], rule: Rule
) -> dict[Pair, tuple[str, int, int]]:
    """Pair -> name, firms and respondents of its stratum: neighbouring bands of one sector."""
    strata: dict[Pair, tuple[str, int, int]] = {}
    for sector in dict.fromkeys(pair[0] for pair in groups):
        counts = {band: groups[sector, band] for band in order if (sector, band) in groups}
        runs = _runs(list(counts), lambda run, of=counts: _is_stratum(*_total(run, of), rule))  # type: ignore[misc]
        for run in runs:
            firms, respondents = _total(run, counts)
            if not _is_stratum(firms, respondents, rule):
                raise SurveyWeightError(
                    f"survey {wave}: sector '{sector}' has {respondents} respondents of "
                    f"{firms} firms in the frame; a stratum needs at least "
                    f"{rule.minimum_stratum}, and no more than the frame has. Correct the frame."
                )
            made = f"{sector}/{'+'.join(run)}", firms, respondents
            strata |= {(sector, band): made for band in run}
    return strata


def _total(run: Iterable[str], counts: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Firms and respondents of neighbouring bands together."""
    return sum(counts[band][0] for band in run), sum(counts[band][1] for band in run)


def _is_stratum(firms: int, respondents: int, rule: Rule) -> bool:
    return rule.minimum_stratum <= respondents <= firms


def _trim_and_rake(
    wave: str, groups: Mapping[Pair, tuple[int, int]], base: Mapping[Pair, float], rule: Rule
) -> tuple[dict[Pair, float], float, int]:
    """Weight of each pair with respondents, the upper bound, and the cycles it took."""
    pairs = sorted(pair for pair, (_, respondents) in groups.items() if respondents)
    counts = [groups[pair][1] for pair in pairs]
    margins = _margins(groups)
    firms = sum(firms for firms, _ in groups.values())
    upper = rule.trim_ratio * firms / sum(counts)
    weights = [base[pair] for pair in pairs]
    for cycle in range(1, rule.max_cycles + 1):
        held = [min(max(weight, 1.0), upper) for weight in weights]
        totals = [weight * count for weight, count in zip(held, counts, strict=True)]
        raked = _rake(pairs, totals, margins, rule)
        weights = [total / count for total, count in zip(raked, counts, strict=True)]
        slack = 1 + rule.tolerance
        if all(1 / slack <= weight <= upper * slack for weight in weights):
            _refuse_missed_margin(wave, pairs, raked, groups, rule, upper)
            return dict(zip(pairs, weights, strict=True)), upper, cycle
    held = [min(max(weight, 1.0), upper) for weight in weights]
    totals = [weight * count for weight, count in zip(held, counts, strict=True)]
    _refuse_missed_margin(wave, pairs, totals, groups, rule, upper)
    return dict(zip(pairs, held, strict=True)), upper, rule.max_cycles


def _margins(groups: Mapping[Pair, tuple[int, int]]) -> dict[str, dict[str, float]]:
    margins: dict[str, dict[str, float]] = {"sector": {}, "size_band": {}}
    for pair, (firms, _) in groups.items():
        for margin, category in zip(margins.values(), pair, strict=True):
            margin[category] = margin.get(category, 0.0) + firms
    return margins


def _rake(
    pairs: Sequence[Pair],
    totals: Sequence[float],
    margins: Mapping[str, Mapping[str, float]],
    rule: Rule,
) -> list[float]:
    """The total weight of each pair when both margins are met; the last iterate if they are not."""
    import polars  # noqa: PLC0415 (a second to load: only where there is a wave to weight)
    import svy  # noqa: PLC0415

    data = polars.DataFrame({"sector": [p[0] for p in pairs], "size_band": [p[1] for p in pairs]})
    data = data.with_columns(polars.Series("total", totals))
    controls: Any = {name: dict(margin) for name, margin in margins.items()}
    raked = svy.Sample(data, svy.Design(wgt="total")).weighting.rake(
        controls=controls,
        wgt_name="raked",
        tol=rule.tolerance / 10,
        max_iter=10_000,
        on_nonconvergence="ignore",
    )
    return [float(total) for total in raked.data.lazy().collect()["raked"]]


def _refuse_missed_margin(
    wave: str,
    pairs: Sequence[Pair],
    totals: Sequence[float],
    groups: Mapping[Pair, tuple[int, int]],
    rule: Rule,
    upper: float,
) -> None:
    """Raises SurveyWeightError with the category that deviates most, when one does."""
    worst = (rule.tolerance, "", "", 0.0, 0.0)
    for place, (name, margin) in enumerate(_margins(groups).items()):
        for category, firms in sorted(margin.items()):
            found = sum(t for pair, t in zip(pairs, totals, strict=True) if pair[place] == category)
            deviation = abs(found - firms) / firms if firms else found
            worst = max(worst, (deviation, name, category, firms, found), key=lambda item: item[0])
    _, name, category, expected, found = worst
    if name:
        place = 0 if name == "sector" else 1
        answered = sum(count for pair, (_, count) in groups.items() if pair[place] == category)
        raise SurveyWeightError(
            f"survey {wave}: the weights do not converge. Margin {name}, category '{category}': "
            f"the frame has {expected:,.0f} firms, {answered} respondents carry {found:,.1f} after "
            f"{rule.max_cycles} cycles with weights held between 1 and {upper:,.1f}. Check the "
            "frame and the answers of that category, or declare another trimming."
        )


def model(dbt: Any, session: Any) -> Any:
    """What dbt calls: the rows of `int_survey_cell` in, one row per CellWeight out."""
    import pyarrow  # noqa: PLC0415

    dbt.config(materialized="table")
    names = ", ".join(Cell._fields)
    cells = [Cell(*row) for row in dbt.ref("int_survey_cell").project(names).fetchall()]
    rule = Rule(
        minimum_margin=int(dbt.config.get("minimum_margin")),
        minimum_stratum=int(dbt.config.get("minimum_stratum")),
        trim_ratio=float(dbt.config.get("trim_ratio")),
        tolerance=float(dbt.config.get("tolerance")),
        max_cycles=int(dbt.config.get("max_cycles")),
    )
    rows = weigh(cells, rule)
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.decimal128(18, 9)}
    schema = pyarrow.schema([(n, types[t]) for n, t in CellWeight.__annotations__.items()])
    return pyarrow.Table.from_pylist([_exact(row) for row in rows], schema=schema)


def _exact(row: CellWeight) -> dict[str, Any]:
    """The row with its weights as DECIMALs of nine places, whose sums depend on no order."""
    places = Decimal("1e-9")
    return {
        name: Decimal(value).quantize(places) if isinstance(value, float) else value
        for name, value in row._asdict().items()
    }
