"""Where a case stands, in words for the people who wait: what it is called, what happens next, what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreement.models import Meeting
from agreement.states import BodyKind, MeetingState
from membership.models import Application, SignedCopy, SigningDocument
from membership.record import how
from membership.states import OPEN, STEPS, Anew, Signing, Status
from membership.told import recorded_by_steps, told_documents, told_events, told_status

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from accounts.models import User
    from membership.models import ApplicationEvent, Decision, Exemption, SupplementRequest

ACCESS = ("access_given", "access_taken")
ENDED = (Status.DECLINED, Status.WITHDRAWN)
# What staff wrote for the organisation, or what the portal noted for both.
NOTE_IS_TOLD = frozenset(
    {
        *("refuse_copy", "close_supplement", "move_supplement", "recall_supplement"),
        *("answers_changed", "exempt", *ACCESS),
    }
)


@dataclass(frozen=True)
class Progress:
    """A tag (label and tone), what happens next, and what the applicant does now (empty: nothing)."""

    label: str
    tone: str
    next: str
    action: str = ""


@dataclass(frozen=True)
class Happening:
    """One line of the diary as the applicant reads it; names of staff never stand here."""

    title: str
    when: dt.datetime | None = None
    text: str = ""
    now: bool = False


def cases_of(user: User) -> QuerySet[Application]:
    """The person's cases in all regions, newest first, with all that `progress` reads: six queries for any number."""
    copies = SignedCopy.objects.order_by("-pk")
    documents = SigningDocument.objects.newest().prefetch_related(Prefetch("copies", copies))
    cases: QuerySet[Application] = (
        Application.objects.of(user)
        .select_related("agreement__region", "membership")
        .prefetch_related("agreement__bodies", "decisions", Prefetch("signing_documents", documents))
        .order_by("-updated_at", "-pk")
    )
    return cases


def deciding_group(application: Application) -> str:
    """What the group that decides is called in the region, as the beginning of a sentence."""
    bodies = application.agreement.bodies.all()
    return next((body.name for body in bodies if body.kind == BodyKind.LEADERSHIP), _("The group"))


def next_meeting(application: Application) -> Meeting | None:
    """When the group meets next (today counts), if a day is set; asked only while the case awaits the group."""
    if told_status(application) not in OPEN:
        return None
    meetings = Meeting.objects.filter(
        body__agreement=application.agreement_id,
        body__kind=BodyKind.LEADERSHIP,
        day__gte=timezone.localdate(),
    ).exclude(state=MeetingState.CANCELLED)
    return meetings.order_by("day", "pk").first()


def newest_document(application: Application) -> SigningDocument | None:
    """The newest revision that the organisation has heard of, out of what `cases_of` fetched."""
    return next(iter(told_documents(application)), None)


def refused_copy(document: SigningDocument) -> SignedCopy | None:
    """The last copy, if it was refused and no other has come since."""
    copy = next(iter(document.copies.all()), None)
    return copy if copy is not None and copy.refused_at else None


def progress(application: Application) -> Progress:
    """Where the case stands now, as far as the organisation has been told (see `membership.told`)."""
    status = told_status(application)
    if status == Status.DRAFT:
        return Progress(
            _("Not sent yet"),
            "neutral",
            _(
                "Only you can see what you have written. Go on when it suits you, and send it when it is ready."
            ),
            _("Go on with the application"),
        )
    if status == Status.SUBMITTED:
        return Progress(
            _("Awaits a decision"),
            "progress",
            _(
                "%(group)s takes up the application at a meeting. You get an e-mail when it is decided. "
                "You do not need to do anything now."
            )
            % {"group": deciding_group(application)},
        )
    if status == Status.SUPPLEMENT:
        return Progress(
            _("Something is missing"),
            "warning",
            _("We have asked you to complete the application. Read what is missing, and by when."),
            _("Complete the application"),
        )
    if status == Status.DECLINED:
        return Progress(
            _("Not approved"),
            "danger",
            _("You can read the reasons here, and how to ask for a new assessment."),
        )
    if status == Status.WITHDRAWN:
        return Progress(
            _("Withdrawn"), "neutral", _("You took the application back. You are welcome to apply again.")
        )
    return _signing_progress(application)


def _signing_progress(application: Application) -> Progress:
    document = newest_document(application)
    if document is None or not document.is_rendered:
        return Progress(
            _("Approved"),
            "success",
            _("The document to sign is being prepared. You get it by e-mail, usually within a few minutes."),
        )
    if document.status == Signing.REGISTERED:
        return Progress(
            _("You have joined"),
            "success",
            _("Everything is done. Your organisation stands on the public list."),
        )
    if document.status == Signing.RETURNED:
        return Progress(
            _("Being checked"),
            "progress",
            _("Your signed copy has arrived. When it is checked, you get an e-mail and have joined."),
        )
    if refused_copy(document):
        return Progress(
            _("A new copy is needed"),
            "warning",
            _("The signed copy could not be used. Read why, and send a new one."),
            _("Send a new copy"),
        )
    return Progress(
        _("Awaits your signature"),
        "warning",
        _("The application is approved. Sign the document and send it back; then you have joined."),
        _("Sign and send back"),
    )


def happenings(application: Application) -> list[Happening]:
    """The diary from the first day to now, oldest first."""
    recorded = recorded_by_steps(application)
    told = [_told(event, recorded.get(event.pk)) for event in told_events(application)]
    told += [
        Happening(_("The document to sign was sent to you"), document.done_at)
        for document in told_documents(application)
        if document.done_at and document.is_rendered
    ]
    told.sort(key=lambda happening: happening.when.timestamp() if happening.when else 0)
    document = newest_document(application)
    if told_status(application) in ENDED or (document is not None and document.status == Signing.REGISTERED):
        return told
    return [*told, Happening(progress(application).label, now=True)]


def asked_of(application: Application) -> list[SupplementRequest]:
    """What the organisation has been asked for, newest first, with its files. Asks nothing where nothing was asked."""
    if not any(event.step == "ask_supplement" for event in application.events.all()):
        return []
    return list(application.supplements.prefetch_related("attachments").order_by("-pk"))


def exemptions_of(application: Application) -> list[Exemption]:
    """What the group has granted although the application came later. Asks nothing where nothing was granted."""
    if not any(event.step == "exempt" for event in application.events.all()):
        return []
    return list(application.exemptions.all())


def _told(event: ApplicationEvent, decision: Decision | None) -> Happening:
    titles = {
        "submit": _("The application was received"),
        "approve": _("The application was approved"),
        "decline": _("The application was not approved"),
        "approve_after_all": _("The group looked at it again: the application was approved"),
        "decline_after_all": _("The group looked at it again: the application was not approved"),
        "decline_again": _("The group looked at it again: the answer stays"),
        "correct_record": _("What is noted about the decision was corrected"),
        "withdraw": _("You withdrew the application"),
        "withdraw_asked": _("You withdrew the application"),
        "withdraw_approved": _("You withdrew the application"),
        "withdraw_declined": _("You withdrew the application"),
        "ask_supplement": _("We asked you to complete the application"),
        "answer_supplement": _("You sent a supplement"),
        "close_supplement": _("We went on without the supplement"),
        "move_supplement": _("The supplement has another last day"),
        "recall_supplement": _("We took the request back: nothing is missing"),
        "answers_changed": _("You changed answers"),
        "exempt": _("The group granted an exemption"),
        "access_given": _("Somebody was given access"),
        "access_taken": _("Somebody's access was ended"),
        "upload": _("You sent a signed copy"),
        "register_paper": _("Your signature on paper was registered"),
        "refuse_copy": _("We asked for a new copy"),
        "confirm": _("The signature was registered: you have joined"),
    }
    text = ""
    if event.step in NOTE_IS_TOLD:
        text = event.note
    elif decision is not None:
        text = meeting(decision)
    step = STEPS.get(event.step)
    title = titles.get(event.step) or (str(step.label) if step else event.step)
    if decision is not None and decision.anew == Anew.REASONS:
        title = _("The reasons were corrected: the answer stays")
    return Happening(title, event.at, text)


def meeting(decision: Decision) -> str:
    """By whom, at which meeting and under which paragraph; without a meeting, how else."""
    if not decision.paragraph:
        return how(decision)
    sentence = _("%(body)s, meeting on %(day)s, § %(paragraph)s") % {
        "body": decision.body.name,
        "day": date_format(decision.decided_on, "j F Y"),
        "paragraph": decision.paragraph,
    }
    return sentence.replace("§ ", "§\N{NO-BREAK SPACE}")
