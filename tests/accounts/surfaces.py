"""The pages of accounts in the table of rights (tests/test_matrix.py)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.matrix.surface import Surface
from tests.matrix.world import World


def people(world: World) -> Iterator[Surface]:
    """Accounts are the operator's."""
    at, person = "/admin/accounts/user/", world.people["applicant"]
    assert person is not None
    only = "403 403 403 403 200"
    yield Surface("GET", at, only)
    yield Surface("POST", at, only, {})
    yield Surface("GET", f"{at}add/", only)
    yield Surface(
        "POST",
        f"{at}add/",
        "403 403 403 403 302!",
        {"email": "ny@x.example", "language": "sv", "is_active": "on"},
    )
    yield Surface("GET", f"{at}{person.pk}/change/", only)
    yield Surface(
        "POST",
        f"{at}{person.pk}/change/",
        "403 403 403 403 302!",
        {"email": person.email, "name": "Ändrad", "language": "sv", "is_superuser": "on", "is_active": "on"},
    )
    yield Surface("GET", f"{at}{person.pk}/delete/", "403 403 403 403 403")
    yield Surface("POST", f"{at}{person.pk}/delete/", "403 403 403 403 403", {"post": "yes"})
    yield Surface("GET", f"{at}{person.pk}/history/", only)
