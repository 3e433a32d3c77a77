"""Which letters about rounds are closed to somebody who reads the region's letters in the admin (MEM-45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nominations.emails import mark
from nominations.models import Nomination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest


def marks_of(request: HttpRequest) -> Iterator[str]:
    """Parts of keys (`nominations.emails`): every letter of a round in which the person has a stake, the operator too,
    as its nominations are closed to them.
    """
    rounds = Nomination.objects.ties_of(request.user).order_by("round").values_list("round", flat=True)
    for pk in rounds.distinct():
        yield f":{mark(pk)}:"
