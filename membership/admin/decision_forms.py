"""What is filled in when a decision is recorded: when, where, who was there. Forms check; services write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import StaffForm, Words
from agreement.admin_scope import OneDay
from agreement.models import Meeting
from agreement.states import BodyKind, MeetingState, SeatKind
from membership.services import Held
from membership.states import Manner, Why
from relay.admin_lists import whole_keys

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from membership.exceptions import DecisionNotPossible
    from membership.models import Application
    from membership.quorum import Decider, Group

SHOW = "show"  # the name of the button that reads the seats again


@dataclass
class SeatRow:
    """A seat on the form. `user` 0: vacant."""

    kind: str
    name: str
    user: int
    is_ticked: bool
    is_recused: bool
    number: int = -1  # which checkbox of the form it is


@dataclass
class PartyRows:
    party: str
    rows: list[SeatRow] = field(default_factory=list)


class Ticks(forms.Field):
    """Who was ticked, as ids; what cannot be one is dropped."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        return whole_keys(value or [])


class Seats:
    """Draws the seats where the form's layout has them."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **more: Any) -> str:
        return render_to_string("admin/membership/_seats.html", {"form": form})


class RecordForm(StaffForm):
    """What every decision's record has a place for (LAW-F3). Fields stand in the order of `order`."""

    paragraph = forms.CharField(
        label=_("Paragraph in the minutes (§)"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-4", "autocomplete": "off"}),
        help_text=_("The number only, for example 12."),
        error_messages={"required": _("Write the number of the paragraph, for example 12.")},
    )
    registry_number = forms.CharField(
        label=_("Registry number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    unequal_reason = Words(
        _("Why are the voices not equally many?"),
        help_text=_("Without a reason such a group decides nothing. The reason stands in the decision."),
    )
    dissent = Words(
        _("Dissenting opinion"),
        max_length=4000,
        help_text=_("If somebody wanted another decision and asked to have it in the record: who, and what."),
    )
    order: Any = ("paragraph", "registry_number", "unequal_reason", "dissent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_why = self.is_bound and bool(str(self.data.get("unequal_reason", "")).strip())
        self._lay_out()

    def _lay_out(self) -> None:
        """The reason for unequal voices is asked only where needed. What is wrong is listed in the page's order."""
        self.order_fields(["present" if isinstance(each, Seats) else each for each in self.order])
        self.helper.layout = Layout(
            *(each for each in self.order if each != "unequal_reason" or self.asks_why)
        )

    def ask_why(self, sentence: object = "") -> None:
        """Show the field for the reason, and say why it is asked."""
        self.asks_why = True
        self._lay_out()
        if sentence:
            self.add_error("unequal_reason", str(sentence))

    def blame(self, refusal: DecisionNotPossible) -> bool:
        """Write what the rule of balance says where it can be mended; False where the form has no such place."""
        if refusal.why == Why.UNEQUAL:
            self.ask_why(refusal)
            return True
        if refusal.why and "present" in self.fields:
            self.add_error("present", str(refusal))
            return True
        return False

    def clean_paragraph(self) -> str:
        paragraph = str(self.cleaned_data["paragraph"]).lstrip("§ ").strip()
        if not paragraph and self.fields["paragraph"].required:
            raise forms.ValidationError(_("Write the number of the paragraph, for example 12."))
        return paragraph


class DecisionForm(RecordForm):
    """A meeting decided: on which day, and who was there. Ordinary holders are taken to have come, alternates not.

    The form shows the seats of one day (`seats_on`). Where others sat on the day that is sent, it comes back with their
    seats: nobody is recorded as present or absent whom the page did not show. Sent with the button SHOW it only comes
    back; that button is the first one, so that Enter in a field never decides anything.
    """

    decided_on = forms.DateField(
        label=_("Meeting date"),
        widget=OneDay(attrs={"class": "w-8"}),
        help_text=_("The day the leadership group decided."),
        error_messages={"required": _("Write the day of the meeting.")},
    )
    seats_on = forms.DateField(required=False, widget=forms.HiddenInput)
    present = Ticks(label=_("Who was there?"), required=False)
    conflicts_asked = forms.BooleanField(
        label=_("Conflicts of interest were asked for, and there are none but those recorded here"),
        error_messages={"required": _("Ask those who are there, and record a conflict of interest first.")},
    )
    also_there = forms.CharField(
        label=_("Others who were there"),
        max_length=500,
        required=False,
        help_text=_(
            "Co-opted members, the secretary, whoever presented the case: name and part. They decide nothing."
        ),
    )
    order: Any = (
        *("decided_on", Seats(), "also_there", "conflicts_asked"),
        *("unequal_reason", "paragraph", "registry_number", "dissent"),
    )

    def __init__(self, *args: Any, cases: Sequence[Application], decider: Decider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = list(cases)
        self.decider = decider
        self.only_shows = self.is_bound and SHOW in self.data
        if not self.is_bound:
            self.initial.setdefault("decided_on", self._last_meeting())
        self.day = self._day()
        decider.day = self.day
        if not self.is_bound:
            decider.look_at(self.cases)
            if any(decider.why(case) == Why.UNEQUAL for case in self.cases):
                self.ask_why()  # unequal whoever comes
            decider.absent = self.ticked_off(frozenset(self._ordinary()))

    @property
    def groups(self) -> list[Group]:
        """The groups that decide these cases, as they sat on the day."""
        return self._groups(self.day)

    def _groups(self, day: dt.date) -> list[Group]:
        self.decider.day = day
        groups = {case.agreement_id: self.decider.group(case) for case in self.cases}
        self.decider.day = self.day
        return list(groups.values())

    def _day(self) -> dt.date:
        """The day whose seats are shown: the one that is written, if it can be one; else today."""
        today: dt.date = self.decider.today
        typed = self.data.get("decided_on") if self.is_bound else self.initial.get("decided_on")
        try:
            day = forms.DateField(required=False).clean(typed)
        except ValidationError:
            return today
        return min(day or today, today)

    def _last_meeting(self) -> dt.date | None:
        """The newest meeting that has been held, if it can have decided one of the cases at least; known only where one
        region's cases are decided.
        """
        agreements = {case.agreement_id for case in self.cases}
        if len(agreements) != 1:
            return None
        meetings = Meeting.objects.filter(
            body__agreement__in=agreements,
            body__kind=BodyKind.LEADERSHIP,
            day__lte=self.decider.today,
        ).exclude(state=MeetingState.CANCELLED)
        day: dt.date | None = meetings.order_by("-day").values_list("day", flat=True).first()
        if day is None:
            return None
        self.decider.day = day
        self.decider.look_at(self.cases)
        return None if all(self.decider.why_not_day(case) for case in self.cases) else day

    def _ordinary(self) -> set[int]:
        return {
            each.holder
            for group in self.groups
            for each in group.sittings
            if each.holding and each.seat.kind == SeatKind.ORDINARY
        }

    def ticked_off(self, present: frozenset[int]) -> frozenset[int]:
        """Whoever sits on the day and is not among `present`."""
        return frozenset(user for group in self.groups for user in group.holders) - present

    def full_clean(self) -> None:
        super().full_clean()
        if self.only_shows:
            for name in [name for name in self.errors if name != "decided_on"]:
                del self.errors[name]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.only_shows

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > self.decider.today:
            raise forms.ValidationError(_("The meeting cannot be later than today."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decided_on") is None:
            return data
        if not self._was_shown(data.get("seats_on")):
            sentence = _("Tick who was there on %(day)s, and press the button again.")
            self.add_error("present", sentence % {"day": date_format(self.day, "j F Y")})
        data["absent"] = self.ticked_off(frozenset(data.get("present") or ()))
        return data

    def _was_shown(self, day: dt.date | None) -> bool:
        """Whether the page that was answered showed the seats as they were on the day that it was answered with."""
        if day is None or day == self.day:
            return day is not None
        return _who(self._groups(day)) == _who(self.groups)

    def parties(self) -> list[PartyRows]:
        """The seats to draw, party by party; the region before the party's name where there are several groups."""
        several = len(self.groups) > 1
        ticked = set(self.fields["present"].clean(self["present"].data) or ()) if self.is_bound else set()
        shown = self.is_bound and self._was_shown(self._shown_day())
        recused = self.decider.recused(self.cases[0]) if len(self.cases) == 1 else set()
        parties: dict[tuple[int, int | None], PartyRows] = {}
        number = 0
        for group in self.groups:
            for each in group.sittings:
                party = each.seat.party.name if each.seat.party else ""
                name = f"{group.agreement.region.name}: {party}" if several else party
                is_ordinary = each.seat.kind == SeatKind.ORDINARY
                row = SeatRow(
                    kind=str(each.seat.get_kind_display()),
                    name=str(each.holding.user) if each.holding else "",
                    user=each.holder,
                    is_ticked=each.holder in ticked if shown else is_ordinary,
                    is_recused=each.holder in recused,
                )
                if row.user and not row.is_recused:
                    row.number, number = number, number + 1
                key = (group.agreement.pk, each.seat.party_id)
                parties.setdefault(key, PartyRows(name)).rows.append(row)
        return list(parties.values())

    def _shown_day(self) -> dt.date | None:
        try:
            day: dt.date | None = self.fields["seats_on"].clean(self.data.get("seats_on"))
        except ValidationError:
            return None
        return day


def _who(groups: list[Group]) -> list[tuple[int, int]]:
    return [(each.seat.pk, each.holder) for group in groups for each in group.sittings]


def held(data: dict[str, Any]) -> Held:
    """What the form says about how it was decided, as the services take it; without a day it was by positions."""
    return Held(
        decided_on=data["decided_on"],
        paragraph=data["paragraph"],
        registry_number=data.get("registry_number", ""),
        manner=data.get("manner", Manner.MEETING),
        absent=data.get("absent", frozenset()),
        unequal_reason=data["unequal_reason"],
        dissent=data.get("dissent", ""),
        conflicts_asked=data.get("conflicts_asked", False),
        also_there=data.get("also_there", ""),
    )


def refusing(data: dict[str, Any]) -> dict[str, Any]:
    """What the form says of a refusal, as the services take it: how it was decided, which criteria, why in words."""
    return {"held": held(data), "reasons": list(data["reasons"]), "reasons_text": data["reasons_text"]}


class OneDecisionForm(DecisionForm):
    """A decision about one case: the day is checked against that case."""

    def __init__(self, *args: Any, application: Application, decider: Decider, **kwargs: Any) -> None:
        self.application = application
        super().__init__(*args, cases=[application], decider=decider, **kwargs)

    def clean_decided_on(self) -> Any:
        day = super().clean_decided_on()
        if reason := self.decider.why_not_day(self.application):
            raise forms.ValidationError(str(reason))
        return day


class PositionsForm(RecordForm):
    """A decision that the recorded positions give: there need not be a meeting, nor a paragraph."""

    def __init__(self, *args: Any, application: Application, decider: Decider, **kwargs: Any) -> None:
        self.application = application
        self.decider = decider
        super().__init__(*args, **kwargs)
        self.fields["paragraph"].required = False
        self.fields["paragraph"].help_text = _("If the decision stands in minutes, for example 12.")
        if decider.is_unequal(application, by_position=True):
            self.ask_why()
            self.fields["unequal_reason"].required = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return {**data, "decided_on": self.decider.today, "manner": Manner.POSITIONS}
