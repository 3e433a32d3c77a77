"""The pages of the admin that belong to no model, in the table of rights (tests/test_matrix.py)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.matrix.surface import EVERYBODY, Surface
from tests.matrix.world import World


def site(world: World) -> Iterator[Surface]:
    """The pages that belong to no model."""
    yield Surface("GET", "/admin/", EVERYBODY)
    for app in ("agreement", "membership", "nominations", "letters", "actionplan"):
        yield Surface("GET", f"/admin/{app}/", EVERYBODY)
    yield Surface("GET", "/admin/accounts/", "404 404 404 404 200")
    yield Surface("GET", "/admin/autocomplete/", "403 403 403 403 403")
    yield Surface("GET", f"/admin/r/1/{world.draft.pk}/", "404 404 404 404 404", outside="404")
    yield Surface("GET", "/admin/nowhere/", "404 404 404 404 404")
    yield Surface("POST", "/admin/nowhere/", "404 404 404 404 404")
