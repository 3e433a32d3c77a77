"""Who is chosen becomes a person of the portal: the address was confirmed by the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services import recognise_person

if TYPE_CHECKING:
    from accounts.models import User
    from nominations.models import Nomination


def person_of(nomination: Nomination) -> User:
    """The nominee, with the name as it was nominated where there is none yet. Twice: the same person."""
    person = recognise_person(nomination.nominee_email, language=nomination.language)
    if not person.name:
        person.name = nomination.nominee_name
        person.save(update_fields=["name"])
    return person
