"""An attacker written apart from the product's: it counts, and shares no code with it.

It tries every way to fill the suppressed cells of a small table with whole numbers, by plain
recursion over the published totals, and notes the least and the largest value of each.
"""

from __future__ import annotations

TOTAL = "_T"


def intervals(published, minimum=5, largest=60):
    """published: {(code, code): (value or None, conf_status)}, every total included.

    Returns {cell: (least, most)} over all whole-number tables that fit what is published and what
    the flags say: A is below the minimum (unless it is a total whose two parts are A: then it says
    nothing), D is not.
    """
    hidden = [key for key, (value, _) in published.items() if value is None]
    lines = list(lines_of(published))
    bounds = {key: flag_bounds(published, key, lines, minimum, largest) for key in hidden}
    found = {}
    filled = {key: value for key, (value, _) in published.items() if value is not None}
    _fill(hidden, 0, filled, lines, bounds, found)
    return found


def flag_bounds(published, key, lines, minimum=5, largest=10_000):
    """What the flag of a suppressed cell says about it."""
    if published[key][1] != "A":
        return minimum, largest
    for total, parts in lines:
        if total == key and len(parts) == 2:
            tops = [flag_bounds(published, p, lines, minimum, largest)[1] for p in parts]
            if all(published[p][1] == "A" for p in parts) and max(tops) < minimum:
                return 0, largest
    return 0, minimum - 1


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
        if all(_open(total, parts, filled) for total, parts in lines if key in (total, *parts)):
            _fill(hidden, at + 1, filled, lines, bounds, found)
        del filled[key]


def _possible(key, low, high, filled, lines):
    """The one value that a line leaves where all else of it is filled; else the whole range."""
    for total, parts in lines:
        names = (total, *parts)
        if key in names and all(name in filled for name in names if name != key):
            if key == total:
                value = sum(filled[part] for part in parts)
            else:
                value = filled[total] - sum(filled[part] for part in parts if part != key)
            return [value] if low <= value <= high else []
    return range(low, high + 1)


def _open(total, parts, filled):
    """Whether a line still can hold."""
    known = sum(filled[part] for part in parts if part in filled)
    if total not in filled:
        return True
    if all(part in filled for part in parts):
        return known == filled[total]
    return known <= filled[total]
