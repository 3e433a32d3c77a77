"""Drafts that were left in a browser before anybody had signed in: found again with the address that stands in them.

Somebody wrote three pages, gave an address, and shut the computer before the code was typed. The draft waits for who
can read letters to that address, as the code did: whoever signs in with it is offered the draft, and takes it by POST.

A slip of the pen makes the address a stranger's. So the offer says no more than the organisation, the day and the
agreement. A stranger who takes it all the same reads what was written for the reader of that address, and the first
browser, locked out, begins anew; a stranger who says that it is not theirs is never asked again, and the writer goes on
and notices nothing. Nobody who is not signed in learns anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.services import has_confirmed_address
from membership.models import Application
from membership.services.applications import claim_draft
from membership.states import Status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region
    from membership.querysets import ApplicationQuerySet

MOST_OFFERED = 5  # whoever writes a stranger's address many times over does not fill that person's pages


def left_for(user: User) -> ApplicationQuerySet:
    """Drafts that nobody has claimed, with the person's own confirmed address as contact; not those they disowned.

    Both addresses are in small letters: the account's by `normalize_email`, the draft's by its form.
    """
    drafts: ApplicationQuerySet = Application.objects.filter(status=Status.DRAFT)
    if not has_confirmed_address(user):
        return drafts.none()
    left = drafts.filter(contact_email=user.email, draft_token__isnull=False, access=None, disowned=False)
    return left.select_related("agreement__region")


def offered_to(user: User, *regions: Region) -> list[Application]:
    """The newest of them, as many as a page shows; of all regions, or of these."""
    left = left_for(user).filter(agreement__region__in=regions) if regions else left_for(user)
    return list(left.order_by("-updated_at", "-pk")[:MOST_OFFERED])


def take_left_draft(*, reference: str, user: User) -> Application:
    """Go on with a draft that is left for the person. From now on the browser that began it cannot change it.

    Refuses with StepNotAllowed what is not left for them. Twice: the second is refused, and the draft is theirs.
    """
    with transaction.atomic():
        draft = _held(reference, user)
        claim_draft(application=draft, user=user)
    return draft


def disown_left_draft(*, reference: str, user: User) -> None:
    """The draft is not the person's: they are not asked again. The browser that began it keeps it, and is told nothing.

    Nothing is removed, however old it is: a browser holds a draft for two days from whatever it did last, and that need
    not have touched the draft. Refuses with StepNotAllowed what is not left for them; so also the second time.
    """
    with transaction.atomic():
        Application.objects.filter(pk=_held(reference, user).pk).update(disowned=True)


def _held(reference: str, user: User) -> Application:
    """The draft, held until we are done: its first browser may claim it in the same moment."""
    rows = left_for(user).select_for_update(of=("self",))
    draft: Application | None = rows.filter(reference=reference).first()
    if draft is None:
        raise StepNotAllowed
    return draft
