"""Which draft a browser or a person is working on: a token in the session before sign-in, the account after it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import QueryDict
from django.utils.translation import gettext as _

from membership.forms.page import GOES_ON
from membership.models import Application
from membership.services import claim_draft
from membership.states import Status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from agreement.models import Region

HELD_FOR = dt.timedelta(days=2)  # so long a browser holds a draft before anybody has signed in
HELD = "drafts"  # region's slug → token of the draft that this browser began
CHOSEN = "chosen_drafts"  # region's slug → reference, where a person has several drafts
SENT = "sent_applications"  # region's slug → reference of what was handed in last
BEGUN = "drafts_begun_beside"  # what `BESIDE` said → reference of the draft that was begun so
BESIDE = "ny"  # in the address of the first page: the draft beside which another organisation's begins
LONGEST = Application._meta.get_field("reference").max_length
KEPT = "kept_page"  # a page that was sent after the session had ended, to be shown again after sign-in


def current_draft(request: HttpRequest, region: Region) -> Application | None:
    """The draft to go on with in this region: the one that was chosen, else the one changed last."""
    if request.user.is_authenticated:
        drafts = _drafts(region).of(request.user).order_by("-updated_at", "-pk")
        chosen = request.session.get(CHOSEN, {}).get(region.slug)
        draft = (drafts.filter(reference=chosen).first() if chosen else None) or drafts.first()
        if draft is not None:
            return draft
    token = _token(request.session.get(HELD, {}).get(region.slug))
    return _drafts(region).filter(draft_token=token).first() if token else None


def draft_of_page(request: HttpRequest, region: Region, *, is_first: bool) -> Application | None:
    """The draft that a page of the form is about: the one it was opened with, whatever another tab has gone on with,
    else the current one. None where that is a draft no more, and where the first page begins another one beside it.
    """
    opened_with = request.POST.get(GOES_ON, "")[:LONGEST]
    if opened_with == "1":  # a page of before drafts were named, still open
        opened_with = ""
    if opened_with:  # also for a page that is kept until the person has signed in again
        request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), region.slug: opened_with}
    draft = current_draft(request, region)
    if draft is not None and opened_with not in ("", draft.reference):
        return None
    if draft is None or not request.user.is_authenticated:
        return draft
    beside = request.GET.get(BESIDE, "")
    if is_first and beside and not opened_with:
        # The way back in the browser leads to what has been begun there, and to no third one.
        begun = request.session.get(BEGUN, {}).get(beside[:LONGEST])
        return _drafts(region).of(request.user).filter(reference=begun).first() if begun else None
    return draft


def has_more(request: HttpRequest, region: Region, draft: Application) -> bool:
    """Whether the person has other drafts in the region than this one."""
    return bool(_drafts(region).of(request.user).exclude(pk=draft.pk).exists())


def hold(request: HttpRequest, draft: Application) -> None:
    """Remember a draft that was just saved. Before sign-in this browser's session is the only key to it, and keeps it
    for two days from now.
    """
    slug = draft.agreement.region.slug
    _forget(request, SENT, slug)
    if request.user.is_authenticated:
        request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), slug: draft.reference}
        if (beside := request.GET.get(BESIDE, "")[:LONGEST]) and beside != draft.reference:
            request.session[BEGUN] = {**request.session.get(BEGUN, {}), beside: draft.reference}
    else:
        request.session[HELD] = {**request.session.get(HELD, {}), slug: str(draft.draft_token)}
        request.session.set_expiry(int(HELD_FOR.total_seconds()))


def choose(request: HttpRequest, region: Region, reference: str) -> None:
    """Go on with this one of the person's own drafts; anything else is ignored."""
    if _drafts(region).of(request.user).filter(reference=reference).exists():
        _forget(request, SENT, region.slug)
        request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), region.slug: reference}


def take_over(request: HttpRequest, draft: Application) -> None:
    """Give a draft that only this browser holds to the person who has signed in (a POST, never a GET)."""
    if request.user.is_authenticated and draft.draft_token is not None:
        claim_draft(application=draft, user=request.user)
        _forget(request, HELD, draft.agreement.region.slug)


def let_go(request: HttpRequest, region: Region) -> None:
    """Forget a draft that nobody has claimed: for computers that many people use."""
    _forget(request, HELD, region.slug)


def was_sent(request: HttpRequest, draft: Application) -> None:
    """Remember what was handed in, so that the back button leads to the receipt."""
    slug = draft.agreement.region.slug
    for place in (HELD, CHOSEN):
        _forget(request, place, slug)
    request.session[SENT] = {**request.session.get(SENT, {}), slug: draft.reference}


def last_sent(request: HttpRequest, region: Region) -> str:
    """The reference of what this session handed in last in the region, or nothing."""
    return str(request.session.get(SENT, {}).get(region.slug, ""))


def keep_page(request: HttpRequest) -> None:
    """Keep what was typed on a page whose session had ended, until the person has signed in again."""
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    request.session[KEPT] = {"path": request.path, "typed": typed, "had_files": bool(request.FILES)}


def kept_page(request: HttpRequest) -> dict[str, list[str]] | None:
    """What was typed on this page before the session ended; given out once. Files are not kept, and that is said."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    if kept.get("had_files"):
        messages.warning(
            request, _("Choose the files once more. They did not come along when you signed in.")
        )
    return dict(kept["typed"])


def as_posted(typed: dict[str, list[str]]) -> QueryDict:
    """What was kept, as a form takes it."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


@receiver(user_logged_in, dispatch_uid="claim-held-drafts")
def claim_held_drafts(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Whoever signs in in a browser that holds drafts takes them along, in the same POST (nothing typed is lost).

    A draft that names another e-mail address may be somebody else's, on a computer that many people use: it stays with
    the browser, and is taken over only by going on with it (`take_over`). A signal, because sign-in belongs to Django
    and allauth and knows nothing of applications.
    """
    session = getattr(request, "session", None)
    if session is None or HELD not in session:
        return
    session.set_expiry(None)  # the long wait was for the anonymous draft, not for a person who is signed in
    others = {}
    for slug, held in session.pop(HELD).items():
        token = _token(held)
        draft = Application.objects.filter(draft_token=token, status=Status.DRAFT).first() if token else None
        if draft is not None and draft.contact_email in ("", user.email):
            with suppress(StepNotAllowed):  # taken in another browser, in the same moment
                claim_draft(application=draft, user=user)
        elif draft is not None:
            others[slug] = held
    if others:
        session[HELD] = others


def _drafts(region: Region) -> Any:
    return Application.objects.filter(agreement__region=region, status=Status.DRAFT).select_related(
        "agreement__region"
    )


def _token(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _forget(request: HttpRequest, place: str, slug: str) -> None:
    kept = dict(request.session.get(place, {}))
    if kept.pop(slug, None) is not None:
        request.session[place] = kept
