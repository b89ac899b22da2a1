"""An attacker written apart from the product's: it counts, and shares no code with it.

It tries every way to fill the suppressed cells of a small table with whole numbers, by plain
recursion over the published totals, and notes the least and the largest value of each.
"""

from __future__ import annotations

TOTAL = "_T"
ANY = 10_000
"""Of a line that may lack anything."""


def intervals(published, minimum=5, largest=60, remainders=None):
    """published: {(code, code): (value or None, conf_status)}, every total included.

    Returns {cell: (least, most)} over all whole-number tables that fit what is published and what
    the flags say: A is below the minimum (unless it is a total whose two parts are A: then it says
    nothing), D is not. `remainders`: per total of a line that only nearly adds up, the units in no
    part less those counted twice; the attacker knows that they lie between none and this.
    """
    hidden = [key for key, (value, _) in published.items() if value is None]
    lines = [
        (total, parts, *ends((remainders or {}).get((total, tuple(parts)), 0)))
        for total, parts in lines_of(published)
    ]
    bounds = {key: flag_bounds(published, key, lines, minimum, largest) for key in hidden}
    found = {}
    filled = {key: value for key, (value, _) in published.items() if value is not None}
    _fill(hidden, 0, filled, lines, bounds, found)
    return found


def ends(remainder):
    """The least and the most that a line may lack."""
    return min(remainder, 0), max(remainder, 0)


def flag_bounds(published, key, lines, minimum=5, largest=10_000):
    """What the flag of a suppressed cell says about it; lines as (total, parts, least and most
    that they lack)."""
    below = {}
    for total, *line in lines:
        below.setdefault(total, []).append(line)
    return _by_flags(published, key, below, (minimum, largest), {})[0]


def _by_flags(published, key, below, limits, known):
    """What a cell's flag says, and the most that it can be by the flags of its parts as well."""
    if key not in known:
        minimum, largest = limits
        says = (0, minimum - 1) if published[key][1] == "A" else limits
        sums = []
        for parts, least, most in below.get(key, ()):
            tops = {p: _by_flags(published, p, below, limits, known)[1] for p in parts}
            small = [tops[part] for part in parts if published[part][1] == "A"]
            sums.append(sum(tops.values()) + most)
            anything = -least == most == ANY and len(small) == len(parts)
            others = sums[-1] - max(small, default=0)
            if anything or (small and (len(parts) > 1 or most) and others < minimum):
                says = (0, largest) if published[key][1] == "A" else limits
        known[key] = says, min([says[1], *sums])
    return known[key]


def lines_of(published):
    """Every total with its parts, over one dimension at a time."""
    size = len(next(iter(published)))
    for place in range(size):
        others = {key[:place] + key[place + 1 :] for key in published}
        for rest in sorted(others):
            parts = [
                key
                for key in published
                if key[:place] + key[place + 1 :] == rest and key[place] != TOTAL
            ]
            total = (*rest[:place], TOTAL, *rest[place:])
            if parts and total in published:
                yield total, parts


def _fill(hidden, at, filled, lines, bounds, found):
    if at == len(hidden):
        for key in hidden:
            low, high = found.get(key, (filled[key], filled[key]))
            found[key] = (min(low, filled[key]), max(high, filled[key]))
        return
    key = hidden[at]
    low, high = bounds[key]
    for value in _possible(key, low, high, filled, lines):
        filled[key] = value
        if all(_open(*line, filled) for line in lines if key in (line[0], *line[1])):
            _fill(hidden, at + 1, filled, lines, bounds, found)
        del filled[key]


def _possible(key, low, high, filled, lines):
    """The one value that a line leaves where all else of it is filled; else the whole range."""
    for total, parts, least, most in lines:
        names = (total, *parts)
        if key in names and all(name in filled for name in names if name != key):
            if key == total:
                value = sum(filled[part] for part in parts)
                first, last = value + least, value + most
            else:
                value = filled[total] - sum(filled[part] for part in parts if part != key)
                first, last = value - most, value - least
            low, high = max(low, first), min(high, last)
    return range(low, high + 1)


def _open(total, parts, least, most, filled):
    """Whether a line still can hold."""
    if total not in filled:
        return True
    there = [filled[part] for part in parts if part in filled]
    if any(value > filled[total] for value in there):
        return False
    lacking = filled[total] - sum(there)
    return least <= lacking and (len(there) < len(parts) or lacking <= most)
