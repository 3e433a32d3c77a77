"""Positions and conflicts of interest: what a member says before a case is decided (MEM-16, MEM-45, LAW-F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreement.admin.confirming import StaffForm, Words
from membership import services
from membership.admin.pages import CasePage, register
from membership.models import Recusal
from membership.states import DECIDED, OPEN, By, Ground, Opinion, Status

if TYPE_CHECKING:
    from django.http import HttpRequest

    from membership.admin.case import Case


class PositionForm(StaffForm):
    """For, against or abstain, and why; or that nobody need wait for me."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("My position"),
        choices=Opinion.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("For somebody who cannot take part an alternate may step in at once."),
        error_messages={"required": gettext_lazy("Choose one of the four.")},
    )
    comment = Words(gettext_lazy("Comment"))


class NamedPositionForm(PositionForm):
    """The same for somebody who is named for the organisation: they say that it is no conflict, or declare one."""

    no_conflict = forms.BooleanField(
        label=gettext_lazy("I am named there, and have no conflict of interest"),
        error_messages={
            "required": gettext_lazy("Say that you have no conflict of interest, or that you have one.")
        },
    )


class ConflictForm(StaffForm):
    """Why somebody takes no part."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What is the conflict of interest?"),
        choices=[each for each in Ground.choices if each[0] != Ground.WORKED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what comes closest.")},
    )
    note = Words(
        gettext_lazy("In a few words"),
        max_length=1000,
        help_text=gettext_lazy("Stands in the case's record. Leave out what is private."),
    )


class Person(forms.ModelChoiceField):
    """Somebody who handles cases in the region, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=None, widget=forms.RadioSelect, **kwargs)


class SomebodysConflictForm(ConflictForm):
    """The same for somebody else."""

    person = Person(
        label=gettext_lazy("Who has a conflict of interest?"),
        error_messages={"required": gettext_lazy("Choose who it is about.")},
    )
    field_order = ("person", "ground", "note")

    def __init__(self, *args: Any, people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people_field: Any = self.fields["person"]
        people_field.queryset = User.objects.filter(pk__in=people).order_by("name", "pk")


class LiftForm(StaffForm):
    """Which conflict of interest was a mistake, and why."""

    recusal = forms.ModelChoiceField(
        label=gettext_lazy("Whose conflict of interest was a mistake?"),
        queryset=Recusal.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who it is about.")},
    )
    note = Words(
        gettext_lazy("Why is it lifted?"),
        max_length=1000,
        help_text=gettext_lazy("Stands in the case's record."),
        ask=gettext_lazy("Please say why."),
    )

    def __init__(self, *args: Any, standing: list[Recusal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recusal"]
        field.queryset = Recusal.objects.filter(pk__in=[each.pk for each in standing]).select_related("user")
        if len(standing) == 1:
            field.initial = standing[0].pk


class OpenCasePage(CasePage):
    """Something that is said while the case is open."""

    place = "positions"
    statuses: tuple[Status, ...] = OPEN

    def is_now(self, case: Case) -> bool:
        return case.application.status in self.statuses

    def too_late(self, case: Case) -> str:
        return _("The case is decided, or was taken back.")


class RecordPosition(OpenCasePage):
    slug = "position"
    title = gettext_lazy("Record my position")
    button = gettext_lazy("Record my position")
    place = ""  # its form stands on the case page itself
    form_class = PositionForm

    def is_for(self, case: Case) -> bool:
        return By.GROUP in case.capacities.of(case.application)

    def form(self, case: Case, request: HttpRequest) -> StaffForm:
        if request.method == "POST":
            return self._class_for(case)(request.POST)
        return self.empty(case)

    def _class_for(self, case: Case) -> type[PositionForm]:
        return NamedPositionForm if case.user in case.named else PositionForm

    def empty(self, case: Case) -> StaffForm:
        """The form with what the person has said before."""
        counts = case.user.pk in case.decider.positions(case.application)
        mine = case.application.positions.filter(user=case.user).last() if counts else None
        initial = {"opinion": mine.opinion, "comment": mine.comment} if mine else None
        return self._class_for(case)(initial=initial)

    def consequences(self, case: Case) -> list[str]:
        return [
            _("Everybody who handles cases in the region sees your position, your comment and the time."),
            _("You can change it until the case is decided. What you said before stays in the record."),
            _("You say at the same time that you have no conflict of interest in the case."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        opinion = Opinion(data["opinion"])
        services.record_position(case.application, user=user, opinion=opinion, comment=data["comment"])
        return _("Your position is recorded: %(opinion)s.") % {"opinion": str(opinion.label).lower()}


class ConflictPage(OpenCasePage):
    """Said also when the case is decided: it can be decided otherwise, and its documents are still handled."""

    statuses = (*OPEN, *DECIDED)

    def too_late(self, case: Case) -> str:
        return _("The application was taken back.")


class DeclareConflict(ConflictPage):
    slug = "conflict"
    rank = 10
    title = gettext_lazy("I have a conflict of interest")
    button = gettext_lazy("I take no part – close the case to me")
    form_class = ConflictForm
    danger = True

    def is_for(self, case: Case) -> bool:
        return bool(case.capacities.of(case.application) - {By.APPLICANT})

    def consequences(self, case: Case) -> list[str]:
        return [
            _(
                "The case is closed to you at once: its page, its files and its letters, and it is not in your queue."
            ),
            decided(case)
            or _("What you may have said about it does not count. An alternate of your party can step in."),
            _("The record shows your name, what the conflict of interest is, and when you said so."),
            _("If it was a mistake, the secretariat can lift it. You cannot do that yourself."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.declare_conflict(case.application, user=user, ground=data["ground"], note=data["note"])
        return _("Recorded: you take no part in %(reference)s. The case is closed to you.") % {
            "reference": case.application.reference
        }

    def after(self, case: Case) -> str:
        return reverse("admin:membership_reviewitem_changelist")


class SecretariatPage(ConflictPage):
    """Something that the secretariat does about somebody else."""

    def is_for(self, case: Case) -> bool:
        return By.SECRETARIAT in case.capacities.of(case.application)


class DeclareForSomebody(SecretariatPage):
    slug = "conflict-of-somebody"
    rank = 20
    title = gettext_lazy("Somebody else has a conflict of interest")
    button = gettext_lazy("Close the case to that person")
    form_class = SomebodysConflictForm
    danger = True

    def about(self, case: Case) -> dict[str, Any]:
        return {"people": case.others}

    def why_not(self, case: Case) -> str:
        return "" if case.others else _("The case is closed already to everybody else who handles cases.")

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The case is closed to that person at once: its page, its files and its letters."),
            decided(case) or _("An alternate of the same party can step in."),
            _("The record shows what you write here, and that you said it."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        person: User = data["person"]
        services.declare_conflict(
            case.application, user=person, ground=data["ground"], note=data["note"], by=user
        )
        return _("Recorded: the case is closed to %(name)s.") % {"name": person}


class LiftConflict(SecretariatPage):
    slug = "lift-conflict"
    rank = 30
    title = gettext_lazy("Lift a conflict of interest")
    button = gettext_lazy("Lift it – open the case to that person")
    form_class = LiftForm

    def is_now(self, case: Case) -> bool:
        return super().is_now(case) and bool(case.standing)

    def about(self, case: Case) -> dict[str, Any]:
        return {"standing": case.standing}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The case is open to that person again, and what they say counts."),
            _("The record keeps both: that it was declared, and that you lifted it and why."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        recusal: Recusal = data["recusal"]
        services.lift_conflict(recusal, by=user, note=data["note"])
        return _("Lifted: the case is open to %(name)s again.") % {"name": recusal.user}


def decided(case: Case) -> str:
    """What becomes of a decision that is there already; empty where there is none."""
    if case.application.status not in DECIDED:
        return ""
    return _("The decision that is recorded stays as it is. This counts for what comes after it.")


RECORD_POSITION = RecordPosition()
register(RECORD_POSITION, DeclareConflict(), DeclareForSomebody(), LiftConflict())
