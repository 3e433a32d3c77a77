"""Ask the organisation for what is missing, move the day or take the request back, take the answer in, or go on without
it (MEM-44, LAW-F4).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from membership import emails
from membership.models import Application, ApplicationEvent, Attachment, Reminder, SupplementRequest
from membership.permissions import has_access
from membership.reminding import ask_for_positions, at_the_end_of, on_the_morning_of, plan, wait, wait_anew
from membership.services.applications import organisation_of
from membership.services.attachments import add, stored
from membership.states import STEPS, AttachmentKind, ReminderKind, Status
from membership.steps import take_step
from relay.services import call_off, stop
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from agreement.models import Municipality

# The declaration is not among them: what was declared stays as it was declared (LAW-P2).
OPENABLE = ("organisation", "omrade", "kontakt")
SOON = dt.timedelta(days=3)
OF_THE_DAY = (ReminderKind.SUPPLEMENT_SOON, ReminderKind.SUPPLEMENT_LATE)


def ask_supplement(
    application: Application,
    *,
    actor: User,
    what: str,
    otherwise: str,
    answer_by: dt.date,
    pages: Sequence[str] = (),
) -> SupplementRequest:
    """Ask for what is missing: a letter says what, by when, how, and what happens otherwise.

    `pages` of the form are open until it is answered; everything else stays as it came in, the effects of the cut-offs
    above all. Refuses with StepNotAllowed: too short a time (the region's setting), or a step that is not allowed now.
    Twice: the second is refused, for the case already awaits a supplement.
    """
    earliest = timezone.localdate() + dt.timedelta(days=_days(application))
    if answer_by < earliest:
        raise StepNotAllowed(_("Give at least until %(day)s."), day=earliest.isoformat())
    if not what.strip() or not otherwise.strip():
        raise StepNotAllowed(_("Please say what is missing, and what happens otherwise."))
    if not set(pages) <= set(OPENABLE):
        raise StepNotAllowed
    with transaction.atomic():
        take_step(application, STEPS["ask_supplement"], actor=actor, note=what)
        request = SupplementRequest.objects.create(
            application=application,
            what=what.strip(),
            otherwise=otherwise.strip(),
            pages=[page for page in OPENABLE if page in pages],
            answer_by=answer_by,
            asked_by=actor,
        )
        emails.supplement_asked(request)
        _plan_reminders(request, request.pk)
    return request


def move_supplement(application: Application, *, actor: User, answer_by: dt.date) -> SupplementRequest:
    """Another last day for the answer (LAW-F4): a letter says it, and the reminders are planned anew.

    Later is always possible, also when the day has passed; earlier only with the region's time from today. Refuses with
    StepNotAllowed: the same day, one that has passed, too short a time, nothing asked. So also the second time.
    """
    today = timezone.localdate()
    with transaction.atomic():
        # The case first, as in every other step: then nobody waits for us while we wait for them.
        Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        request = _open_request(application)
        before = request.answer_by
        if answer_by == before:
            raise StepNotAllowed(_("That is the day already."))
        earliest = today if answer_by > before else today + dt.timedelta(days=_days(application))
        if answer_by < earliest:
            raise StepNotAllowed(_("Give at least until %(day)s."), day=earliest.isoformat())
        note = f"{before.isoformat()} → {answer_by.isoformat()}"
        event = take_step(application, STEPS["move_supplement"], actor=actor, note=note)
        request.answer_by = answer_by
        request.save(update_fields=["answer_by"])
        _forget_reminders(request)
        emails.supplement_moved(request, before, occasion=f"{request.pk}-{event.pk}")
        _plan_reminders(request, f"{request.pk}-{event.pk}")
    return request


def recall_supplement(application: Application, *, actor: User, note: str) -> SupplementRequest:
    """Something was asked for by mistake: the case is where it was, and a letter says why (LAW-F4).

    What the organisation has changed or sent meanwhile stays. Refuses with StepNotAllowed when nothing is asked; so
    also the second time.
    """
    with transaction.atomic():
        take_step(application, STEPS["recall_supplement"], actor=actor, note=note)
        request = _open_request(application)
        request.closed_at = timezone.now()
        request.recalled = True
        request.save(update_fields=["closed_at", "recalled"])
        _ask_the_group_anew(application, request)
        _forget_reminders(request, "supplement_asked")
        emails.supplement_recalled(request, note.strip())
        # It has waited all the time; but a reminder that came meanwhile had nothing to say.
        if not application.reminders.unfinished().filter(kind=ReminderKind.CASE_WAITING).exists():
            wait(application, f"recalled-{request.pk}")
        ask_for_positions(application.agreement)
    return request


def change_asked(
    application: Application,
    *,
    actor: User,
    page: str,
    municipalities: Iterable[Municipality] | None = None,
    **answers: Any,
) -> bool:
    """Write answers of a page that the request has opened; the diary tells what stood there before.

    Refuses with StepNotAllowed: nothing is asked, the page was not asked for, or not the actor's case. Whatever was
    frozen at submission stays. Twice the same: the second changes nothing and writes nothing. True if it changed.
    """
    with transaction.atomic():
        case, request = _asked(application, actor)
        if page not in request.pages:
            raise StepNotAllowed
        changes = [
            (_label(name), _said(name, getattr(case, name)), _said(name, value))
            for name, value in answers.items()
            if getattr(case, name) != value
        ]
        if municipalities is not None:
            before = _names(case.municipalities.all())
            after = _names(municipalities)
            if before != after:
                changes.append((_label("municipalities"), before, after))
                case.municipalities.set(municipalities)
        if not changes:
            return False
        for name, value in answers.items():
            setattr(case, name, value)
        fields = {"updated_at": timezone.now(), **answers}
        if page == "organisation":
            fields["organisation"] = organisation_of(case)
        Application.objects.filter(pk=case.pk).update(**fields)
        with translation.override(settings.LANGUAGE_CODE):
            told = "; ".join(f"{label}: {old or '–'} → {new or '–'}" for label, old, new in changes)
        _note(case, actor, "answers_changed", told)
    application.refresh_from_db()
    return True


def attach(
    application: Application,
    *,
    actor: User,
    upload: UploadedFile[bytes],
    kind: str = AttachmentKind.OTHER,
) -> Attachment:
    """Take in a file with the supplement, and keep its bytes as they are.

    Refuses with BadFile (see `uploads.inspect`, or too many of them) or StepNotAllowed (nothing is asked, or not the
    actor's case). The same file twice is kept once.
    """
    with stored(application, upload) as (name, inspected):
        case, request = _asked(application, actor)
        return add(case, name, inspected, actor=actor, kind=kind, supplement=request)


def answer_supplement(application: Application, *, actor: User, answer: str) -> SupplementRequest:
    """The organisation sends what was asked for; also after the day, for nothing closes by itself.

    Effects, the time of receipt and the declaration stay as they were at submission. The group has its days again, and
    where the answer changed the application, positions from before do not count until they are said again. Refuses with
    StepNotAllowed when nothing is asked; so also the second time.
    """
    with transaction.atomic():
        take_step(application, STEPS["answer_supplement"], actor=actor, note=answer)
        request = _open_request(application)
        request.answer = answer.strip()
        request.answered_at = timezone.now()
        request.save(update_fields=["answer", "answered_at"])
        _ask_the_group_anew(application, request)
        emails.supplement_received(request)
        wait_anew(application, request.pk)
    return request


def close_supplement(application: Application, *, actor: User, note: str) -> SupplementRequest:
    """The secretariat goes on without the answer and says why; the case awaits its decision again.

    Refuses with StepNotAllowed before the answer's day has passed; so also the second time.
    """
    with transaction.atomic():
        request = _open_request(application)
        if timezone.localdate() <= request.answer_by:
            raise StepNotAllowed(
                _("The organisation has until %(day)s to answer."), day=request.answer_by.isoformat()
            )
        take_step(application, STEPS["close_supplement"], actor=actor, note=note)
        request.closed_at = timezone.now()
        request.save(update_fields=["closed_at"])
        _ask_the_group_anew(application, request)
        wait_anew(application, request.pk)
    return request


def _days(application: Application) -> int:
    """How many days the organisation has at least."""
    days: int = application.agreement.supplement_days
    return days


def _plan_reminders(request: SupplementRequest, occasion: object) -> None:
    """One some days before the last day, if that lies ahead, and one when it is over."""
    soon = on_the_morning_of(request.answer_by - SOON)
    if soon > timezone.now():
        plan(ReminderKind.SUPPLEMENT_SOON, soon, application=request.application, occasion=occasion)
    late = at_the_end_of(request.answer_by)
    plan(ReminderKind.SUPPLEMENT_LATE, late, application=request.application, occasion=occasion)


def _forget_reminders(request: SupplementRequest, *besides: str) -> None:
    """What was planned for the day that counts no longer, and letters about it (and of the kinds `besides`) that have
    not left.
    """
    case = request.application
    for older in case.reminders.unfinished().filter(kind__in=OF_THE_DAY):
        call_off(Reminder, [older.pk])
    about = Q()
    for kind in (*OF_THE_DAY, "supplement_missing", "supplement_moved", *besides):
        about |= Q(key__startswith=f"{kind}:{case.reference}:")
    waiting = Letter.objects.filter(about, done_at=None, called_off_at=None)
    stop(Letter, list(waiting.values_list("pk", flat=True)))


def _ask_the_group_anew(application: Application, request: SupplementRequest) -> None:
    """When something has come, the group has its days again; what its members said about answers that are now others,
    or without the files that came, they say once more.
    """
    changed = application.events.filter(step="answers_changed", at__gte=request.asked_at).exists()
    has_changed = changed or request.attachments.exists()
    if request.answered_at is None and not has_changed:
        return
    application.answered_at = timezone.now()
    if has_changed:
        application.changed_at = application.answered_at
    application.save(update_fields=["answered_at", "changed_at"])


def _open_request(application: Application) -> SupplementRequest:
    request = application.supplements.filter(answered_at=None, closed_at=None).select_for_update().first()
    if request is None:
        raise StepNotAllowed
    return request


def _asked(application: Application, actor: User) -> tuple[Application, SupplementRequest]:
    """The case, held until we are done, and what it is asked for. Refuses where nothing is, and other people."""
    if not has_access(actor, application):
        raise StepNotAllowed
    case = Application.objects.select_for_update().get(pk=application.pk)
    if case.status != Status.SUPPLEMENT:
        raise StepNotAllowed
    return case, _open_request(case)


def _label(name: str) -> Any:
    return getattr(Application._meta.get_field(name), "verbose_name", name)


def _said(name: str, answer: Any) -> str:
    """An answer in words, for the diary."""
    with translation.override(settings.LANGUAGE_CODE):
        if isinstance(answer, bool):
            return gettext("Yes") if answer else gettext("No")
        named = dict(getattr(Application._meta.get_field(name), "choices", None) or ())
        return str(named.get(answer, answer))


def _names(places: Iterable[Municipality]) -> str:
    return ", ".join(sorted(place.name for place in places))


def _note(case: Application, actor: User, what: str, text: str) -> None:
    ApplicationEvent.objects.create(
        application=case, actor=actor, step=what, source=case.status, target=case.status, note=text
    )
