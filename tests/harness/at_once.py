"""Several people in the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

PATIENCE = 120  # seconds; a test that hangs fails


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each came to: a value, or the error that it ended with."""
    ready = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            ready.wait(PATIENCE)
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return results


def refused(results: list[Any]) -> list[type]:
    """The errors among them, by their kind."""
    return [type(each) for each in results if isinstance(each, Exception)]
