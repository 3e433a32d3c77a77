"""Where a nominee answers: a page with two buttons behind a link. Looking at it answers nothing (MEM-27).

Whoever has the link has read the nominee's post; so a signature of the browser or a sign-in is not needed, and somebody
who signed in with that address finds the same page from their own pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import require_form
from nominations.models import Nomination, SeatOffer
from nominations.permissions import is_nominee
from nominations.services import accept_offer, answer_nomination, decline_offer
from nominations.states import Answer, RoundState, State
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

ANSWERS = ("yes", "no")


@never_cache
@require_form
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody is nominated for, and yes or no. Refuses (404) a link that leads to nothing any more."""
    found = (
        Nomination.objects.select_related(
            "round__agreement__region", "round__body", "round__forum", "organisation", "nominated_by"
        )
        .filter(answer_key=key)
        .exclude(state=State.PREPARED)
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        said = request.POST.get("answer", "")
        if said not in ANSWERS:
            messages.error(request, _("Choose yes or no."))
            return redirect(found.answer_url)
        # Pressed twice, or in two tabs: that is no answer anew, and no mistake.
        if found.state == (State.ACCEPTED if said == "yes" else State.DECLINED):
            return redirect(found.answer_url)
        try:
            answer_nomination(found, key=key, yes=said == "yes", user=_nominee(request, found))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Thank you! You have accepted the nomination.")
                if said == "yes"
                else _("Thank you for your answer. You have declined the nomination."),
            )
        return redirect(found.answer_url)
    is_open = found.round.state == RoundState.PUBLISHED
    context = {
        "nomination": found,
        "round": found.round,
        "region": found.round.agreement.region,
        "may_accept": is_open and found.state in (State.SUBMITTED, State.DECLINED),
        "may_decline": is_open and found.state in (State.SUBMITTED, State.ACCEPTED),
        "is_answered": found.state in (State.ACCEPTED, State.DECLINED),
        # A letter is forwarded and kept: once the round is over, its link tells nothing personal.
        "shows_motivation": is_open or _nominee(request, found) is not None,
    }
    return render(request, "nominations/answer.html", context)


@never_cache
@require_form
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """A vacant seat, offered to an alternate: yes or no, until the last day."""
    found = (
        SeatOffer.objects.select_related(
            "seat__body",
            "vacated",
            "nomination__round__body",
            "nomination__round__forum",
            "nomination__round__agreement__region",
            "nomination__organisation",
        )
        .filter(answer_key=key)
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        said = request.POST.get("answer", "")
        # Pressed twice, or in two tabs: as above.
        if found.answer and found.answer == {"yes": Answer.ACCEPTED, "no": Answer.DECLINED}.get(said):
            return redirect(found.get_absolute_url())
        try:
            if said == "yes":
                accept_offer(found, key=key, user=_nominee(request, found.nomination))
                messages.success(request, _("Thank you! The seat is yours."))
            elif said == "no":
                decline_offer(found, key=key)
                messages.success(request, _("Thank you for your answer. We ask the next alternate."))
            else:
                messages.error(request, _("Choose yes or no."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(found.get_absolute_url())
    context = {
        "offer": found,
        "round": found.nomination.round,
        "region": found.nomination.round.agreement.region,
        "is_open": found.answer == Answer.OPEN and timezone.localdate() <= found.answer_by,
    }
    return render(request, "nominations/offer.html", context)


def _nominee(request: HttpRequest, nomination: Nomination) -> User | None:
    """Who answers, where they have signed in as the nominee; the diary names nobody else."""
    user = request.user
    return user if user.is_authenticated and is_nominee(user, nomination) else None
