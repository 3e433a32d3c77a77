"""One function for each letter: who gets it and what it knows. They compose rows; nothing is sent here.

Every letter prefers *once, and flagged if it may have been twice* to *never*. The words are in
`templates/membership/email/`. What members hear is in `member_emails`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreement.emails import compose_from, compose_words, secretariat
from letters.words import Words, checksum
from membership.permissions import Capacities
from membership.record import changes, facts, how
from membership.states import Status
from membership.told import read_before

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import User
    from agreement.models import Agreement, Meeting
    from letters.models import Letter
    from membership.awaited import Awaited
    from membership.models import Application, Decision, Membership, SigningDocument, SupplementRequest


def receipt(application: Application) -> list[Letter]:
    """The application has arrived: reference, time, what happens next, what the cut-offs give (LAW-P2).

    Only to addresses that somebody has confirmed by a code. Nobody in the region has seen the application yet, so a
    contact address that was merely typed could be any stranger's, and the organisation's name any text.
    """
    return _to_applicant(
        application,
        "receipt",
        {"effects": application.effects},
        recipients=application.confirmed_recipients,
    )


def signing_request(document: SigningDocument) -> list[Letter]:
    """Approved: here is the document, attached and behind a sign-in link, and this is how it comes back (MEM-17)."""
    attachment = (document.stored_name, document.filename, "application/pdf")
    return _to_applicant(
        document.application,
        "signing_request",
        {"document": document, **_about(document.decision)},
        occasion=str(document.revision),
        attachments=[attachment],
    )


def declined(decision: Decision, *, due_at: dt.datetime | None = None) -> list[Letter]:
    """Declined: the reasons, tied to the criteria, and how to ask for reconsideration (MEM-46).

    Waits until `due_at` (UTC), so that the group can take the decision back.
    """
    return _to_applicant(
        decision.application,
        "declined",
        {"reasons": list(decision.reasons.all()), **_about(decision)},
        occasion=str(decision.pk),
        due_at=due_at,
    )


def decision_corrected(decision: Decision) -> list[Letter]:
    """The same decision with the right facts: what stood there, and what stands there now."""
    with translation.override(decision.application.language):
        changed = changes(decision)
    return _to_applicant(
        decision.application,
        "decision_corrected",
        {"changes": changed, **_about(decision)},
        occasion=str(decision.pk),
    )


def supplement_asked(request: SupplementRequest) -> list[Letter]:
    """Something is missing: what, by when, how to give it, and what happens otherwise (MEM-44)."""
    return _to_applicant(
        request.application, "supplement_asked", {"request": request}, occasion=str(request.pk)
    )


def supplement_moved(request: SupplementRequest, before: dt.date, *, occasion: str) -> list[Letter]:
    """Another last day for the supplement, and what is still missing (LAW-F4)."""
    return _to_applicant(
        request.application,
        "supplement_moved",
        {"request": request, "before": before, "more_time": request.answer_by > before},
        occasion=occasion,
    )


def supplement_recalled(request: SupplementRequest, note: str) -> list[Letter]:
    """It was asked for by mistake: nothing is missing, and why."""
    return _to_applicant(
        request.application,
        "supplement_recalled",
        {"request": request, "note": note},
        occasion=str(request.pk),
    )


def supplement_received(request: SupplementRequest) -> list[Letter]:
    """The supplement has arrived, and what happens next."""
    return _to_applicant(
        request.application,
        "supplement_received",
        {"request": request},
        occasion=str(request.pk),
        recipients=request.application.confirmed_recipients,
    )


def supplement_soon(request: SupplementRequest, *, occasion: str = "") -> list[Letter]:
    """The day of the supplement is near, and nothing has come yet. Of a day that was moved the occasion is another."""
    return _to_applicant(
        request.application, "supplement_soon", {"request": request}, occasion=occasion or str(request.pk)
    )


def supplement_late(request: SupplementRequest, *, occasion: str = "") -> list[Letter]:
    """The day has passed; it can still be sent until the group decides."""
    return _to_applicant(
        request.application, "supplement_late", {"request": request}, occasion=occasion or str(request.pk)
    )


def supplement_missing(request: SupplementRequest, *, occasion: str = "") -> list[Letter]:
    """To the secretariat: the supplement has not come; go on without it, or wait."""
    return _to_secretariat(
        request.application, "supplement_missing", {"request": request}, occasion=occasion or str(request.pk)
    )


def case_waits(application: Application, *, occasion: str = "") -> list[Letter]:
    """To the secretariat: a case has waited longer than the region has said."""
    days = application.agreement.decide_within_days
    return _to_secretariat(application, "case_waits", {"days": days}, occasion=occasion)


def signature_late(document: SigningDocument) -> list[Letter]:
    """Approved long ago, and no signed copy has come."""
    return _to_applicant(
        document.application,
        "signature_late",
        {"document": document, **_about(document.decision)},
        occasion=str(document.pk),
    )


def access_given(application: Application, person: User, *, by: User | None, occasion: str) -> list[Letter]:
    """Somebody may now work on the application, let in by a person or (None) by the secretariat. What was typed into a
    draft is not in it: nobody has seen it yet, and it could be any text, sent to any stranger.
    """
    return _to_person(application, "access_given", person, by, occasion)


def access_taken(application: Application, person: User, *, by: User, occasion: str) -> list[Letter]:
    """Somebody may no longer work on the application."""
    return _to_person(application, "access_taken", person, by, occasion)


def no_quorum(meeting: Meeting, *, reason: str, silent: list[str]) -> list[Letter]:
    """To the secretariat: with those who have said that they come, the meeting can decide nothing."""
    agreement = meeting.body.agreement
    region = agreement.region
    url = settings.SITE_URL + reverse("admin:membership_reviewitem_changelist")
    return [
        compose_from(
            agreement,
            key=f"no_quorum:meeting-{meeting.pk}-{meeting.day}:{checksum(person.email)}",
            kind="no_quorum",
            to=person.email,
            template="membership/email/no_quorum",
            context={
                "meeting": meeting,
                "reason": reason,
                "silent": silent,
                "case_url": url,
            },
            language=person.language,
        )
        for person in secretariat(region)
    ]


def positions_awaited(agreement: Agreement, awaits: Awaited) -> Letter:
    """To a member of the group: so many cases await their position (MEM-16). One a day at most. It names no case: not
    each of them is open to everybody who may read the letter later.
    """

    def words() -> Words:
        values = {"count": awaits.cases, "region": agreement.region.name}
        queue = reverse("admin:membership_reviewitem_changelist")
        return Words(
            subject=ngettext(
                "%(count)d case awaits your position: %(region)s",
                "%(count)d cases await your position: %(region)s",
                awaits.cases,
            )
            % values,
            heading=ngettext(
                "%(count)d case awaits your position", "%(count)d cases await your position", awaits.cases
            )
            % values,
            lines=[
                _("You have a voice there, and have said nothing yet. The oldest came in on %(day)s.")
                % {"day": date_format(awaits.oldest, "j F Y")},
                _("Until %(day)s the group waits for you. After that it can decide without you.")
                % {"day": date_format(awaits.until, "j F Y")}
                if awaits.until
                else "",
                _(
                    "Say for, against or abstain. Or say that nobody need wait for you, or that you have a conflict of "
                    "interest: then an alternate may step in."
                ),
            ],
            action=_("Open what awaits me"),
            url=f"{queue}?mine=missing",
        )

    return compose_words(
        agreement,
        words,
        key=f"positions_awaited:{agreement.region.slug}:{timezone.localdate()}:{checksum(awaits.person.email)}",
        kind="positions_awaited",
        to=awaits.person.email,
        language=awaits.person.language,
    )


def copy_refused(document: SigningDocument, note: str, *, copy_id: int) -> list[Letter]:
    """The returned copy cannot be used: why, and what to do."""
    return _to_applicant(
        document.application, "copy_refused", {"document": document, "note": note}, occasion=str(copy_id)
    )


def welcome(membership: Membership) -> list[Letter]:
    """The signature is registered: the organisation has joined."""
    return _to_applicant(membership.application, "welcome", {"membership": membership})


def _about(decision: Decision) -> dict[str, Any]:
    """What every notice of a decision says: how it was decided, the facts of its record, and what it changes."""
    with translation.override(decision.application.language):
        return {
            "decision": decision,
            "how": how(decision),
            "facts": facts(decision),
            "earlier": read_before(decision),
        }


def _to_applicant(
    application: Application,
    kind: str,
    context: dict[str, Any],
    *,
    occasion: str = "",
    attachments: Iterable[tuple[str, str, str]] = (),
    recipients: list[str] | None = None,
    due_at: dt.datetime | None = None,
) -> list[Letter]:
    """The same letter to everybody on the organisation's side, one row each, never twice for the same occasion.

    Of a draft staff know nothing, so its letters are not theirs to read (LAW-P1).
    """
    region = application.agreement.region
    whose = {"region": ""} if application.status == Status.DRAFT else {}
    attachments = list(attachments)
    with translation.override(application.language):
        case_url = settings.SITE_URL + reverse("membership:case", kwargs={"reference": application.reference})
        region_url = settings.SITE_URL + region.get_absolute_url()
    return [
        compose_from(
            application.agreement,
            key=_key(kind, application, occasion, address),
            kind=kind,
            to=address,
            template=f"membership/email/{kind}",
            context={
                **context,
                "application": application,
                "case_url": case_url,
                "region_url": region_url,
            },
            language=application.language,
            attachments=attachments,
            due_at=due_at,
            **whose,
        )
        for address in (application.recipients if recipients is None else recipients)
    ]


def _to_person(
    application: Application, kind: str, person: User, by: User | None, occasion: str
) -> list[Letter]:
    name = "" if application.status == Status.DRAFT else application.name
    with translation.override(application.language):
        who = by.email if by else translation.gettext("The secretariat")
    return _to_applicant(
        application, kind, {"by": who, "name": name}, occasion=occasion, recipients=[person.email]
    )


def _to_secretariat(
    application: Application, kind: str, context: dict[str, Any], *, occasion: str = ""
) -> list[Letter]:
    """To everybody in the region's secretariat today to whom the case is not closed (MEM-45)."""
    region = application.agreement.region
    url = settings.SITE_URL + reverse("admin:membership_reviewitem_change", args=[application.pk])
    return [
        compose_from(
            application.agreement,
            key=_key(kind, application, occasion, person.email),
            kind=kind,
            to=person.email,
            template=f"membership/email/{kind}",
            context={
                **context,
                "application": application,
                "case_url": url,
            },
            language=person.language,
        )
        for person in secretariat(region)
        if not Capacities(person).is_closed(application)
    ]


def _key(kind: str, application: Application, occasion: str, address: str) -> str:
    """The name of the occasion, and for whom."""
    return f"{kind}:{application.reference}:{occasion}:{checksum(address)}"
