"""The core of every door: rows move only from the state in which they were seen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model

    from steps.states import Step


@contextmanager
def moving(
    things: Sequence[Model], step: Step, *, note: str = "", column: str = "state", **fields: Any
) -> Iterator[None]:
    """Move `things`, all of one kind, one step: all of them, or none. Who may is asked by the room, before.

    `fields` change in the same conditional UPDATE, so what belongs to the step is never there without it. The body of
    the `with` runs in the same transaction while the rows are held: there the diary is written, and a refusal takes
    everything back. Refuses with StepNotAllowed (the state, a missing note) or AlreadyMoved: two people pressing at
    once is normal, exactly one of them moves the row, on SQLite as on PostgreSQL. Twice in a row: the second is
    refused.
    """
    if step.needs_note and not note.strip():
        raise StepNotAllowed(_("Please say why."))
    if any(getattr(thing, column) != step.source for thing in things):
        raise StepNotAllowed
    with transaction.atomic():
        rows = type(things[0])._default_manager.filter(pk__in=[thing.pk for thing in things])
        moved = rows.filter(**{column: step.source}).update(**{column: step.target}, **fields)
        if moved != len(things):
            raise AlreadyMoved
        yield
