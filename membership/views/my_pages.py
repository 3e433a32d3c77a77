"""The applicant's own pages: every case, where it stands, and what can be done about it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, own_page, require_form
from agreement.offices import offices_of
from membership.forms.case import SignedCopyForm
from membership.models import Application
from membership.own_pages import cards_for
from membership.record import facts, how
from membership.services import may_withdraw, withdraw_application
from membership.services.left_drafts import offered_to
from membership.states import OPEN, Signing, Status
from membership.told import told_decision, told_status
from membership.views.answers import answer_rows, effect_rows
from membership.views.asking import done
from membership.views.progress import (
    ENDED,
    Progress,
    asked_of,
    cases_of,
    deciding_group,
    exemptions_of,
    happenings,
    newest_document,
    next_meeting,
    progress,
    refused_copy,
)

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Entry:
    """A case on the list: what it is, where it stands, and where its link leads."""

    application: Application
    progress: Progress
    url: str


@own_page
@require_safe
def my_pages(request: OwnRequest) -> HttpResponse:
    """All that is the person's: what the rooms have for them, organisations that have joined, and cases in all regions;
    what waits for the person stands first.
    """
    # A case that made a member is told by the member's own card, and reached from its page.
    unjoined = [each for each in cases_of(request.user) if getattr(each, "membership", None) is None]
    cases = [Entry(each, progress(each), _way_on(each)) for each in unjoined]
    cases.sort(key=lambda entry: (not entry.progress.action, told_status(entry.application) in ENDED))
    cards = cards_for(request.user, offices_of(request))
    left = offered_to(request.user)
    context = {"cases": cases, "cards": cards, "left": left, "nav_section": "my"}
    return render(request, "membership/my_pages.html", context)


@own_page
@require_safe
def case(request: OwnRequest, reference: str) -> HttpResponse:
    """One case, to the people who work on it; to everybody else it does not exist."""
    return show_case(request, own_case(request, reference))


@own_button("membership:case", "reference")
@require_form
def withdraw(request: OwnRequest, reference: str) -> HttpResponse:
    """Take the application back: a page that asks, and a POST that does it."""
    home = reverse("membership:case", kwargs={"reference": reference})
    application = own_case(request, reference)
    if request.method == "POST":
        done(request, lambda: withdraw_application(application=application, actor=request.user))
        return redirect(home)
    if not may_withdraw(application):
        return redirect(home)
    # The organisation gives no reason (process 2, domain 1.7).
    form = ButtonForm(button=_("Withdraw the application"), danger=True)
    told = told_status(application)  # and not what is decided and held
    context = {"application": application, "told": told, "withdraw_form": form, "nav_section": "my"}
    return render(request, "membership/case_withdraw.html", context)


def own_case(request: HttpRequest, reference: str) -> Application:
    """The case, if the person works on it. Refuses (404) a stranger's case exactly as one that does not exist."""
    application = (
        cases_of(request.user)  # type: ignore[arg-type]
        .prefetch_related(
            "events", "decisions__body", "decisions__recorded_by", "decisions__reasons", "municipalities"
        )
        .filter(reference=reference)
        .first()
    )
    if application is None:
        raise Http404
    return application


def show_case(request: HttpRequest, application: Application, form: forms.Form | None = None) -> HttpResponse:
    """The case's page; `form` is the upload that went wrong, with its error."""
    document = newest_document(application)
    decision = told_decision(application)
    status = told_status(application)
    awaiting = document is not None and document.is_rendered and document.status == Signing.AWAITING
    if awaiting and form is None:
        form = upload_form(application)
    context: dict[str, Any] = {
        "application": application,
        "progress": progress(application),
        "way_on": _way_on(application),
        "events": happenings(application) if application.status != Status.DRAFT else [],
        "rows": answer_rows(application),
        "effects": [] if status in ENDED else effect_rows(application.effects, exemptions_of(application)),
        "decision": decision,
        "decision_how": how(decision) if decision else "",
        "decision_facts": facts(decision) if decision else [],
        "document": document if status == Status.APPROVED else None,
        "form": form if awaiting else None,
        "refused": _refusal_note(application) if awaiting and document and refused_copy(document) else "",
        "copies": list(document.copies.all()) if document else [],
        "membership": getattr(application, "membership", None),
        "awaits_group": status in OPEN,
        "group": deciding_group(application),
        "next_meeting": next_meeting(application),
        "supplements": asked_of(application),
        "may_withdraw": may_withdraw(application),
        "nav_section": "my",
    }
    return render(request, "membership/case.html", context)


def upload_form(application: Application, *data: Any) -> SignedCopyForm:
    """The form for the signed copy; its address is its own, so that a mistake comes back to this page."""
    return SignedCopyForm(
        *data, action=reverse("membership:upload", kwargs={"reference": application.reference})
    )


def _way_on(application: Application) -> str:
    """Where the applicant goes to do what is next."""
    if application.status == Status.DRAFT:
        start = reverse("membership:apply", kwargs={"region": application.agreement.region.slug})
        return f"{start}?arende={application.reference}"
    return application.get_absolute_url()


def _refusal_note(application: Application) -> str:
    """Why the last copy could not be used, in the secretariat's words."""
    notes = [event.note for event in application.events.all() if event.step == "refuse_copy"]
    return notes[-1] if notes else ""
