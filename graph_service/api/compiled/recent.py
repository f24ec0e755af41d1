"""What was used last is kept, within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The values last used: at most so many, which together weigh at most so much."""

    def __init__(self, most: int, heaviest: int) -> None:
        self._most, self._heaviest, self._weight = most, heaviest, 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value of a key, where it is kept."""
        if (known := self._kept.get(key)) is None:
            return None
        self._kept.move_to_end(key)
        return known[0]

    def keep(self, key: Key, value: Value, weight: int) -> None:
        """Keep a value under a key that has none; what was not used for longest makes room."""
        self._kept[key] = (value, weight)
        self._weight += weight
        while len(self._kept) > self._most or self._weight > self._heaviest:
            _, (_, lighter) = self._kept.popitem(last=False)
            self._weight -= lighter
