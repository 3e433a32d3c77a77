"""A draft is thrown away by the one person who works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from membership.services.attachments import forget_papers, own_draft
from relay.services import stop
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from membership.models import Application

# What is written about a draft: who may work on it, and who no longer.
LETTERS = ("access_given", "access_taken")


def throw_draft_away(*, application: Application, actor: User) -> None:
    """Remove a draft, and all that only it was about: its papers, its diary, the letters about who works on it. It has
    reached nobody, so nothing of it is a record (LAW-P1).

    Refuses with StepNotAllowed what is submitted or not the actor's, and a draft that others work on too: whoever
    leaves that one leaves it to them (`take_access`). Twice: the second is refused.
    """
    with transaction.atomic():
        draft = own_draft(application, actor)
        if draft.access.exclude(user=actor).exists():
            raise StepNotAllowed(_("Others work on this draft too."))
        forget_papers(draft)
        # Written once and never removed, as long as there is a case; of this one nothing is left to tell.
        models.QuerySet.delete(draft.events.all())
        draft.recusals.all().delete()
        _forget_letters(draft.reference)
        draft.delete()


def _forget_letters(reference: str) -> None:
    """They lead to a page that is not there any more. One that is being sent right now ends as it ends, and stays."""
    about = Q()
    for kind in LETTERS:
        about |= Q(key__startswith=f"{kind}:{reference}:")
    letters = Letter.objects.filter(about)
    stop(Letter, list(letters.values_list("pk", flat=True)))
    letters.exclude(done_at=None, lease_until__gt=timezone.now()).delete()
