"""One person's share of something that all share: one at a time, and so many seconds within some minutes.

In the memory of this process, for what is shared is this process.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator


class Shares:
    """`most` seconds for each person within `within` seconds. Kept no longer than that, and of nobody else."""

    def __init__(self, *, most: float, within: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.within = within
        self.clock = clock
        self._lock = threading.Lock()
        self._at_it: set[Hashable] = set()
        self._spent: dict[Hashable, list[tuple[float, float]]] = {}  # whose → (when, seconds)

    def is_used_up(self, whose: Hashable) -> bool:
        """Whether the person has had all of it for now."""
        with self._lock:
            since = self.clock() - self.within
            kept = (
                (each, [spell for spell in spells if spell[0] > since])
                for each, spells in self._spent.items()
            )
            self._spent = {each: spells for each, spells in kept if spells}
            return sum(seconds for _when, seconds in self._spent.get(whose, ())) >= self.most

    @contextmanager
    def one_at_a_time(self, whose: Hashable) -> Iterator[bool]:
        """Whether the person is at nothing else here meanwhile."""
        with self._lock:
            is_free = whose not in self._at_it
            self._at_it.add(whose)
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._at_it.discard(whose)

    @contextmanager
    def spending(self, whose: Hashable) -> Iterator[None]:
        """What happens within is on the person's account, however it ends."""
        began = self.clock()
        try:
            yield
        finally:
            ended = self.clock()
            with self._lock:
                self._spent.setdefault(whose, []).append((ended, ended - began))
