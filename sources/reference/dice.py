"""Choices that depend on nothing but a seed and a name: no clock, no state shared, no order.

Each record throws its own dice, so a record stays the same when others are added, and a
larger factor only adds records. The stdlib's `random` would give that too, but costs a
Mersenne Twister of 624 words for every record.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A stream of throws. 512 bits last for some forty throws of up to a thousand sides."""

    def __init__(self, seed: int, name: str) -> None:
        self._bits = int.from_bytes(blake2b(f"{seed}/{name}".encode()).digest(), "little")

    def below(self, sides: int) -> int:
        """A whole number from 0 to `sides` - 1."""
        self._bits, throw = divmod(self._bits, sides)
        return throw

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items; an item that stands twice has twice the chance."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> tuple[Item, ...]:
        """`count` different items in the order thrown; `items` must hold that many."""
        rest = list(items)
        chosen: list[Item] = []
        while len(chosen) < count:
            item = self.pick(rest)
            chosen.append(item)
            rest = [other for other in rest if other != item]
        return tuple(chosen)
