"""The pages of letters in the table of rights (tests/test_matrix.py)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.matrix.surface import EVERYBODY, OWN_REGION, Surface
from tests.matrix.world import World


def letters(world: World) -> Iterator[Surface]:
    """Letters: a region's own; those of no region are the operator's; nothing is written by hand."""
    at = "/admin/letters/letter/"
    again = {"action": "try_again", "index": "0", "_selected_action": [str(world.letter.pk)]}
    yield Surface("GET", at, EVERYBODY)
    yield Surface("POST", at, "302! 302 302! 302 302!", again)
    yield Surface("GET", f"{at}add/", "403 403 403 403 403")
    yield Surface("POST", f"{at}add/", "403 403 403 403 403", {"to": "x@y.example"})
    for letter, seen in ((world.letter, OWN_REGION), (world.code, "404 404 404 404 200")):
        yield Surface("GET", f"{at}{letter.pk}/change/", seen)
        yield Surface("POST", f"{at}{letter.pk}/change/", "403 403 403 403 403", {"to": "x@y.example"})
        yield Surface("GET", f"{at}{letter.pk}/delete/", "403 403 403 403 403")
        yield Surface("POST", f"{at}{letter.pk}/delete/", "403 403 403 403 403", {"post": "yes"})
        yield Surface("GET", f"{at}{letter.pk}/history/", seen)
        yield Surface("GET", f"{at}{letter.pk}/retry/", "405 405 405 405 405")
        yield Surface("POST", f"{at}{letter.pk}/retry/", seen.replace("200", "302!"))
