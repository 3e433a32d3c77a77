"""The confirm pages around a supplement: ask for what is missing, go on without it; and what came in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.admin.confirming import StaffForm, Words
from agreement.admin_scope import OneDay
from membership import services
from membership.admin.pages import KINDS, Part, StepPage, add_part, in_words, mails, register
from membership.forms.application import PAGES
from membership.services.supplements import OPENABLE

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement
    from membership.admin.case import Case
    from membership.models import SupplementRequest
    from steps.exceptions import Refusal

KINDS.update(
    {
        "supplement_asked": gettext_lazy("Supplement asked for"),
        "supplement_moved": gettext_lazy("Another day for the supplement"),
        "supplement_recalled": gettext_lazy("Request taken back"),
        "supplement_soon": gettext_lazy("Reminder of the supplement"),
        "supplement_late": gettext_lazy("Supplement late"),
        "supplement_missing": gettext_lazy("Supplement has not come"),
        "supplement_received": gettext_lazy("Supplement received"),
        "signature_late": gettext_lazy("Reminder of the signature"),
        "access_given": gettext_lazy("Access given"),
        "access_taken": gettext_lazy("Access ended"),
        "case_waits": gettext_lazy("Case has waited long"),
        "no_quorum": gettext_lazy("Meeting that cannot decide"),
        "positions_awaited": gettext_lazy("Positions are awaited"),
    }
)


class AskForm(StaffForm):
    """What is missing, by when and how it is given, and what happens otherwise (MEM-44, LAW-F4)."""

    what = Words(
        gettext_lazy("What is missing?"),
        rows=5,
        max_length=4000,
        help_text=gettext_lazy(
            "The organisation reads exactly this in the letter. Say what you need, and why."
        ),
        ask=gettext_lazy("Say what is missing."),
    )
    pages = forms.MultipleChoiceField(
        label=gettext_lazy("Which answers may they change?"),
        required=False,
        choices=[(page, PAGES[page].title) for page in OPENABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They can always write an answer and attach files. All other answers stay."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        widget=OneDay(attrs={"class": "w-8"}),
        error_messages={"required": gettext_lazy("Write the last day for the answer.")},
    )
    otherwise = Words(
        gettext_lazy("What happens otherwise?"),
        rows=4,
        ask=gettext_lazy("Say what happens if nothing comes."),
    )

    def __init__(self, *args: Any, agreement: Agreement, language: str, **kwargs: Any) -> None:
        self.earliest = timezone.localdate() + dt.timedelta(days=agreement.supplement_days)
        with translation.override(language):  # the language in which the organisation reads it
            otherwise = _("The group then decides on what is in the application.")
        kwargs["initial"] = {
            "answer_by": self.earliest,
            "otherwise": otherwise,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].help_text = _(
            "The last day, all of it. At least %(days)d days from today."
        ) % {"days": agreement.supplement_days}

    def clean_answer_by(self) -> dt.date:
        day: dt.date = self.cleaned_data["answer_by"]
        if day < self.earliest:
            raise forms.ValidationError(
                _("Give them at least until %(day)s.") % {"day": date_format(self.earliest, "j F Y")}
            )
        return day


class WithoutForm(StaffForm):
    """Why the case goes on."""

    note = Words(
        gettext_lazy("Why do you go on without the supplement?"),
        rows=4,
        help_text=gettext_lazy("It stands in the diary, and the organisation can read it on its page."),
        ask=gettext_lazy("Say why."),
    )


class MoveForm(StaffForm):
    """Another last day for the answer."""

    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        widget=OneDay(attrs={"class": "w-8"}),
        help_text=gettext_lazy("The last day, all of it."),
        error_messages={"required": gettext_lazy("Write the last day for the answer.")},
    )


class RecallForm(StaffForm):
    """Why nothing is missing after all."""

    note = Words(
        gettext_lazy("Why is the request taken back?"),
        rows=4,
        help_text=gettext_lazy("The organisation reads exactly this in the letter."),
        ask=gettext_lazy("Say why."),
    )


class AskSupplement(StepPage):
    step = "ask_supplement"
    slug = "ask-supplement"
    title = gettext_lazy("Ask for a supplement")
    button = gettext_lazy("Ask for the supplement")
    form_class = AskForm
    danger = False  # type: ignore[assignment]
    rank = 30

    def about(self, case: Case) -> dict[str, Any]:
        return {"agreement": case.application.agreement, "language": case.application.language}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The case awaits the supplement. Nobody can decide it meanwhile."),
            mails(case, _("with what you write here, and how to answer")),
            _("They get a reminder three days before the day, and one when it has passed."),
            _("The day the application came in, and what it was in time for, stay as they are."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.ask_supplement(case.application, actor=user, **data)
        return _("Asked. The letter is on its way to %(to)s.") % {"to": in_words(case.recipients)}


class GoOnWithout(StepPage):
    step = "close_supplement"
    slug = "go-on-without"
    title = gettext_lazy("Go on without the supplement")
    button = gettext_lazy("Go on without it")
    form_class = WithoutForm
    rank = 30

    def why_not(self, case: Case) -> str:
        request = open_request(case)
        if request is not None and timezone.localdate() <= request.answer_by:
            return _("The organisation has until %(day)s to answer.") % {
                "day": date_format(request.answer_by, "j F Y")
            }
        return ""

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The case awaits its decision again, on what is in it today."),
            _("What they have not sent, they can still send by e-mail."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.close_supplement(case.application, actor=user, note=data["note"])
        return _("The case awaits its decision again.")


class MoveDay(StepPage):
    step = "move_supplement"
    slug = "move-supplement"
    title = gettext_lazy("Move the day of the supplement")
    button = gettext_lazy("Move the day")
    form_class = MoveForm
    rank = 20

    def consequences(self, case: Case) -> list[str]:
        request = open_request(case)
        until = date_format(request.answer_by, "j F Y") if request else ""
        return [
            _("The organisation has until %(day)s now.") % {"day": until},
            mails(case, _("with the new day, and what is missing")),
            _("The reminders are planned anew."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.move_supplement(case.application, actor=user, answer_by=data["answer_by"])
        return _("Moved. The letter is on its way to %(to)s.") % {"to": in_words(case.recipients)}

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        """A day that does not do is said at the field, while anything is asked at all."""
        form.add_error("answer_by", str(refusal))
        return False


class TakeRequestBack(StepPage):
    step = "recall_supplement"
    slug = "recall-supplement"
    title = gettext_lazy("Take the request for a supplement back")
    button = gettext_lazy("Take the request back")
    form_class = RecallForm
    rank = 40

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The case is where it was before: it awaits its decision."),
            _("What the organisation has changed or sent meanwhile stays."),
            mails(case, _("that nothing is missing, and why we asked")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.recall_supplement(case.application, actor=user, note=data["note"])
        return _("Taken back. The letter is on its way to %(to)s.") % {"to": in_words(case.recipients)}


def open_request(case: Case) -> SupplementRequest | None:
    """What the organisation has not answered yet."""
    return case.application.supplements.filter(answered_at=None, closed_at=None).first()


def supplements(case: Case) -> Any:
    """What was asked for and what came, newest first."""
    requests = case.application.supplements.select_related("asked_by").prefetch_related("attachments")
    return requests.order_by("-pk")


register(AskSupplement(), MoveDay(), TakeRequestBack(), GoOnWithout())
add_part(Part("admin/membership/_supplements.html", supplements, rank=20))
