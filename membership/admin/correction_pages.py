"""After the decision: take it back while its letters wait, or correct it by a new one that refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreement.admin.confirming import StaffForm, Words
from membership import services
from membership.admin.decision_forms import OneDecisionForm, PositionsForm, RecordForm, held, refusing
from membership.admin.decision_pages import DecisionPage, how_long
from membership.admin.outcome_forms import ApproveForm, DeclineAgainForm, DeclineForm
from membership.admin.pages import CasePage, Part, add_part, in_words, mails, register
from membership.exceptions import DecisionNotPossible
from membership.services.corrections import STILL_WAITS, TAKE_BACK, TOO_LATE
from membership.states import DECIDED, STEPS, Anew, Manner, Signing, Stand, Status

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from accounts.models import User
    from membership.admin.case import Case
    from membership.admin.decision_forms import PartyRows
    from membership.models import Decision
    from steps.exceptions import Refusal


class WhyForm(StaffForm):
    """Why the decision is taken back: for the record, nobody outside reads it."""

    note = Words(
        gettext_lazy("Why is it taken back?"),
        rows=4,
        help_text=gettext_lazy("For the case's diary. It is not sent to the organisation."),
        ask=gettext_lazy("Say in a few words why."),
    )


class TakeBack(CasePage):
    """While the letters wait: nobody outside has heard of the decision, so it can be undone as if not told."""

    steps = frozenset(TAKE_BACK.values())
    slug = "take-back"
    rank = 5
    title = gettext_lazy("Take the decision back")
    button = gettext_lazy("Take the decision back")
    form_class = WhyForm
    danger = True

    def is_for(self, case: Case) -> bool:
        # A case that has moved on meanwhile leads back to its page, with a word of why.
        name = TAKE_BACK.get(Status(case.application.status), TAKE_BACK[Status.APPROVED])
        return case.capacities.may_take(case.application, STEPS[name])

    def is_now(self, case: Case) -> bool:
        return services.waits(case.application)

    def too_late(self, case: Case) -> str:
        return str(TOO_LATE) if case.application.status in TAKE_BACK else super().too_late(case)

    def consequences(self, case: Case) -> list[str]:
        until = services.waits_until(case.application)
        return [
            *([time_left(until)] if until else []),
            _("The letters and the document that wait are called off. Nobody outside hears of the decision."),
            _("The case awaits a decision again, and the group can decide anew."),
            _("The record keeps both: what was decided, and that it was taken back."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.take_back(case.application, actor=user, note=data["note"])
        return _("The decision is taken back. Nothing was sent, and the case awaits a decision again.")


class Again(DecisionPage):
    """The group decides a decided case anew, when its letters have left."""

    rank = 60

    def is_now(self, case: Case) -> bool:
        return super().is_now(case) and not services.waits(case.application)

    def why_not(self, case: Case) -> str:
        """Unequal voices are a matter of a reason, which the form asks for."""
        return str(
            case.decider.why_not_person(case.application) or case.decider.why_not_day(case.application)
        )

    def too_late(self, case: Case) -> str:
        return str(STILL_WAITS) if services.waits(case.application) else super().too_late(case)


class ApproveAfterAll(Again):
    step = "approve_after_all"
    slug = "approve-after-all"
    title = gettext_lazy("Approve after reconsideration")
    button = gettext_lazy("Approve")
    form_class = ApproveForm

    def consequences(self, case: Case) -> list[str]:
        return [
            _("A new decision is recorded that replaces the refusal. The refusal stays in the record."),
            how_long(),
            _("The document for signature is made, with the agreement as it reads today."),
            mails(case, _("with the document to sign, and that the decision is changed")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.approve_after_all(
            case.application, actor=user, held=held(data), reasons_text=data["reasons_text"]
        )
        return _("Approved after reconsideration. The document goes to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class DeclineAfterAll(Again):
    step = "decline_after_all"
    slug = "decline-after-all"
    title = gettext_lazy("Decline after all")
    button = gettext_lazy("Decline")
    form_class = DeclineForm

    def is_now(self, case: Case) -> bool:
        """Never once the organisation has joined: leaving is a matter of its own."""
        joined = case.document is not None and case.document.status == Signing.REGISTERED
        return super().is_now(case) and not joined

    def consequences(self, case: Case) -> list[str]:
        return [
            _("A new decision is recorded that replaces the approval. The approval stays in the record."),
            how_long(),
            _("The document for signature is revoked. Nobody can sign it any more."),
            mails(case, _("with the reasons and how to ask for reconsideration")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.decline_after_all(case.application, actor=user, **refusing(data))
        return _("Declined after all. The reasons are on their way to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class DeclineAgain(Again):
    step = "decline_again"
    slug = "decline-again"
    title = gettext_lazy("Decline again")
    button = gettext_lazy("Decline again")
    form_class = DeclineAgainForm
    rank = 65

    def consequences(self, case: Case) -> list[str]:
        return [
            _("A new decision is recorded that replaces the refusal. The refusal stays in the record."),
            how_long(),
            mails(case, _("with what is new, and how to ask for reconsideration")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.decline_again(case.application, actor=user, anew=Anew(data["anew"]), **refusing(data))
        return _("Declined again. The reasons are on their way to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class CorrectRecord(CasePage):
    """The same outcome with the right facts."""

    slug = "correct-record"
    rank = 70
    title = gettext_lazy("Correct the record")
    label = gettext_lazy("Correct the facts of the decision")
    button = gettext_lazy("Correct the record")

    def is_for(self, case: Case) -> bool:
        return bool(STEPS["decline"].by & case.capacities.of(case.application))

    def is_now(self, case: Case) -> bool:
        application = case.application
        decided = application.status in DECIDED and application.decision is not None
        return decided and not services.waits(application)

    def why_not(self, case: Case) -> str:
        return str(case.decider.why_not_person(case.application))

    def too_late(self, case: Case) -> str:
        return str(STILL_WAITS) if services.waits(case.application) else super().too_late(case)

    def form(self, case: Case, request: HttpRequest) -> StaffForm:
        old = case.application.decision
        assert old is not None  # noqa: S101 -- is_now has asked
        posted = (request.POST,) if request.method == "POST" else ()
        form_class = RecordAtMeeting if old.manner == Manner.MEETING else RecordByPositions
        names = ("decided_on", "paragraph", "registry_number", "unequal_reason", "dissent", "also_there")
        initial = {name: getattr(old, name) for name in names}
        return form_class(
            *posted, application=case.application, decider=case.decider, old=old, initial=initial
        )

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The outcome and the reasons stay as they are. A new line in the record has the right facts."),
            _("What stood there before stays in the record, too."),
            _("A document that has been sent keeps what it says."),
            mails(case, _("about what is corrected")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.correct_record(case.application, actor=user, held=held(data), note=data["note"])
        return _("The record is corrected.")

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        if isinstance(refusal, DecisionNotPossible) and isinstance(form, RecordForm):
            if not form.blame(refusal):
                form.add_error(None, str(refusal))
            return False
        return True


class RecordNote(forms.Form):
    """What a correction of the record asks besides."""

    note = Words(
        gettext_lazy("What was wrong?"),
        help_text=gettext_lazy("For the case's diary. The letter says what is changed."),
        ask=gettext_lazy("Say in a few words what was wrong."),
    )

    def __init__(self, *args: Any, old: Decision, **kwargs: Any) -> None:
        self.old = old
        kwargs["decider"].recall(old)
        super().__init__(*args, **kwargs)


class RecordAtMeeting(RecordNote, OneDecisionForm):
    """The facts of a decision at a meeting; the ticks begin with who was there by the record."""

    order = (*(each for each in OneDecisionForm.order if each != "conflicts_asked"), "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["conflicts_asked"]  # that was before the decision, and stays as it was
        if self.old.unequal_reason:
            self.ask_why()

    def parties(self) -> list[PartyRows]:
        found = super().parties()
        if not self.is_bound:
            there = {row["user"]: row["stand"] != Stand.ABSENT for row in self.old.seated}
            for row in (row for party in found for row in party.rows):
                row.is_ticked = there.get(row.user, row.is_ticked)
        return found


class RecordByPositions(RecordNote, PositionsForm):
    """The facts of a decision by positions: its day is the day it was recorded."""

    order = (*PositionsForm.order, "note")

    def clean(self) -> dict[str, Any]:
        return {**super().clean(), "decided_on": self.old.decided_on}


def time_left(until: dt.datetime) -> str:
    """How long there is, and until which time of day."""
    seconds = max(1, int((until - timezone.now()).total_seconds()))
    if seconds < 120:
        left = ngettext("%(count)d second left", "%(count)d seconds left", seconds) % {"count": seconds}
    else:
        minutes = seconds // 60
        left = ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}
    clock = date_format(timezone.localtime(until), "H:i:s")
    return _("You can take the decision back until %(clock)s: %(left)s.") % {"clock": clock, "left": left}


def hold(case: Case) -> dict[str, str] | None:
    """What the case page says while the letters wait."""
    until = services.waits_until(case.application)
    if until is None:
        return None
    return {"left": time_left(until), "to": in_words(case.recipients)}


add_part(Part("admin/membership/_hold.html", hold, place="side", rank=1))
register(TakeBack(), ApproveAfterAll(), DeclineAfterAll(), DeclineAgain(), CorrectRecord())
