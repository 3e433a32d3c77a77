"""/mina-sidor/nomineringar/: what somebody can nominate in, what they have nominated, what they are nominated for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import OwnRequest, own_button, own_page, posted, require_form
from membership.views.asking import ask, done
from nominations.cards import rounds_for
from nominations.forms import NominationForm
from nominations.models import Nomination, NominationRound, SeatOffer
from nominations.permissions import rights
from nominations.services import (
    change_nomination,
    prepare_nomination,
    submit_nomination,
    was_undelivered,
    withdraw_nomination,
)
from nominations.standing import Standing
from nominations.states import LIVING, RoundState, State
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


TONES = {
    State.PREPARED: "neutral",
    State.SUBMITTED: "progress",
    State.ACCEPTED: "success",
    State.DECLINED: "warning",
    State.WITHDRAWN: "neutral",
    State.SEATED: "success",
    State.ALTERNATE: "success",
    State.NOT_CHOSEN: "neutral",
    State.LEFT: "neutral",
}


@own_page
@require_safe
def mine(request: OwnRequest) -> HttpResponse:
    """Rounds to nominate in, the own nominations with whether they count, and what the person is nominated for."""
    user = request.user
    rounds = rounds_for(user).select_related("agreement__region", "body", "forum").order_by("closes_on", "pk")
    made = list(_rows().made_by(user).order_by("-round__closes_on", "pk"))
    about = list(_rows().about(user).order_by("-round__closes_on", "pk"))
    standing = Standing(made)
    offers = SeatOffer.objects.filter(nomination__nominee_email=user.email).select_related(
        "nomination__round__body", "nomination__round__forum"
    )
    today = timezone.localdate()
    context = {
        "nav_section": "my",
        "rounds": [{"round": each, "is_open": each.opens_on <= today} for each in rounds],
        "made": [
            {"nomination": each, "verdict": standing.of(each), "tone": TONES[State(each.state)]}
            for each in made
        ],
        "about": [{"nomination": each, "tone": TONES[State(each.state)]} for each in about],
        "offers": [each for each in offers.open() if each.answer_by >= today],
    }
    return render(request, "nominations/mine.html", context)


@own_page
@require_form
def prepare(request: OwnRequest, region: str, slug: str) -> HttpResponse:
    """Prepare a nomination; sending it is a step of its own."""
    round_ = (
        NominationRound.objects.public()
        .select_related("agreement__region", "body", "forum")
        .filter(agreement__region__slug=region, slug=slug)
        .first()
    )
    if round_ is None:
        raise Http404
    if round_.state != RoundState.PUBLISHED or round_.window.is_over(timezone.now()):
        return redirect(round_.get_absolute_url())
    mine_ = rights(request.user, round_)
    context: dict[str, Any] = {"round": round_, "nav_section": "my"}
    if not mine_:
        return render(request, "nominations/no_right.html", context)
    form = NominationForm(*posted(request), round_=round_, rights=mine_, initial={"wants": "either"})
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_nomination(
                round_,
                right=form.right_of,
                user=request.user,
                language=get_language() or "sv",
                **form.answers(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The nomination is not sent yet."))
            return redirect(made.get_absolute_url())
    only = mine_[0] if len(mine_) == 1 else None
    context |= {"form": form, "only": only, "is_new": True}
    return render(request, "nominations/nomination_form.html", context)


@own_page
@require_safe
def nomination(request: OwnRequest, pk: int) -> HttpResponse:
    """One nomination, to those who made it: where it stands, whether it counts and why, and what can be done now."""
    return _show(request, _own(request, pk))


@own_page
@require_form
def change(request: OwnRequest, pk: int) -> HttpResponse:
    """Change a nomination that is not sent."""
    found = _own(request, pk)
    if found.state != State.PREPARED:
        return redirect(found.get_absolute_url())
    round_ = found.round
    mine_ = rights(request.user, round_)[:1]
    form = NominationForm(*posted(request), instance=found, round_=round_, rights=mine_)
    return ask(
        request,
        form,
        lambda data: change_nomination(found, user=request.user, **form.answers()),
        template="nominations/nomination_form.html",
        context={"round": round_, "nomination": found},
        home=found.get_absolute_url(),
        told=_("Saved. The nomination is not sent yet."),
    )


@own_button("nominations:mine")
@require_POST
def submit(request: OwnRequest, pk: int) -> HttpResponse:
    """Send it: the nominee gets a letter."""
    found = _own(request, pk)
    if found.state == State.SUBMITTED:  # pressed twice: sent once, and no mistake
        return redirect(found.get_absolute_url())
    told = _("Sent. %(name)s gets a letter and answers by a link.") % {"name": found.nominee_name}
    done(request, lambda: submit_nomination(found, user=request.user), told)
    return redirect(found.get_absolute_url())


@own_page
@require_form
def withdraw(request: OwnRequest, pk: int) -> HttpResponse:
    """Take it back: a page that asks, and a POST that does it."""
    found = _own(request, pk)
    if request.method == "POST" and found.state != State.WITHDRAWN:  # pressed twice: withdrawn once
        told = _("The nomination is withdrawn.")
        done(request, lambda: withdraw_nomination(found, user=request.user), told)
        return redirect(found.get_absolute_url())
    if not _may_withdraw(found):
        return redirect(found.get_absolute_url())
    return render(request, "nominations/nomination_withdraw.html", {"nomination": found, "nav_section": "my"})


def _rows() -> Any:
    return Nomination.objects.select_related(
        "round__agreement__region", "round__body", "round__forum", "organisation", "nominated_by"
    )


def _own(request: HttpRequest, pk: int) -> Nomination:
    """The nomination, if the person works on it. A stranger's does not exist (404)."""
    found = _rows().made_by(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _may_withdraw(found: Nomination) -> bool:
    return found.state in LIVING and found.round.state == RoundState.PUBLISHED


def _show(request: HttpRequest, found: Nomination) -> HttpResponse:
    now = timezone.now()
    window = found.round.window
    prepared = found.state == State.PREPARED and found.round.state == RoundState.PUBLISHED
    events = [
        {"when": each.at, "title": _told(each.step), "who": ""} for each in found.events.order_by("at", "pk")
    ]
    context = {
        "nav_section": "my",
        "nomination": found,
        "round": found.round,
        "verdict": Standing([found]).of(found),
        "tone": TONES[State(found.state)],
        "rows": _facts(found),
        "may_change": prepared,
        "may_send": prepared and window.is_open(now),
        "opens_later": prepared and window.is_before(now),
        "may_withdraw": _may_withdraw(found),
        "is_undelivered": found.state == State.SUBMITTED and was_undelivered(found),
        "events": events,
    }
    return render(request, "nominations/nomination.html", context)


def _told(step: str) -> str:
    """What a step of the diary is called for those who nominate."""
    return {
        "submit": _("Sent"),
        "accept": _("The nominee said yes"),
        "accept_after_all": _("The nominee changed to yes"),
        "decline": _("The nominee said no"),
        "decline_after_all": _("The nominee changed to no"),
        "withdraw_prepared": _("Withdrawn"),
        "withdraw_submitted": _("Withdrawn"),
        "withdraw_accepted": _("Withdrawn"),
        "choose": _("Chosen"),
        "choose_alternate": _("Chosen as alternate"),
        "step_up": _("Took a vacant seat"),
        "leave": _("Has left the seat"),
        "leave_alternate": _("Has left the seat"),
        "choose_after_all": _("Chosen, by a corrected decision"),
        "choose_instead": _("Chosen, by a corrected decision"),
        "choose_alternate_after_all": _("Chosen as alternate, by a corrected decision"),
        "choose_alternate_instead": _("Chosen as alternate, by a corrected decision"),
        "unchoose": _("Not chosen after all, by a corrected decision"),
        "unchoose_alternate": _("Not chosen after all, by a corrected decision"),
    }.get(step, _("The round was over"))


def _facts(found: Nomination) -> list[dict[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Round"), found.round.title),
        (_("Nominated by"), found.nominator),
        (_("Name"), found.nominee_name),
        (_("E-mail"), found.nominee_email),
        (_("Role in the organisation"), found.nominee_role),
        (_("Why this person?"), found.motivation),
    ]
    if found.round.alternates_sought:
        rows.append((_("The person stands for"), found.get_wants_display()))
    if found.municipality:
        rows.append((_("Home municipality"), found.municipality.name))
    if found.forgotten_at:
        day = date_format(timezone.localdate(found.forgotten_at), "j F Y")
        rows = [*rows[:2], (_("Personal data"), _("Removed on %(day)s.") % {"day": day})]
    elif brings := [str(each) for each in found.brings.all()]:
        return [*({"label": a, "value": b} for a, b in rows), {"label": _("Brings"), "value_list": brings}]
    return [{"label": label, "value": value} for label, value in rows]
