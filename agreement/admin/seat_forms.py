"""The forms of seats: what a seat is, who gets it, when a term ends, and a composition that is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import PersonField
from agreement.admin.confirming import StaffForm
from agreement.admin_scope import OneDay
from agreement.composing import Span
from agreement.models import DecisionRecord, Seat

if TYPE_CHECKING:
    import datetime as dt


class SeatForm(forms.ModelForm):
    """A seat's party is a party of the same agreement as its body. Its days hold those of everybody who has held it."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        body, party = self.cleaned_data.get("body"), self.cleaned_data.get("party")
        if body and party and body.agreement_id != party.agreement_id:
            self.add_error("party", _("The party belongs to another agreement than the body."))
        begins, ends = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", _("The last day is before the first."))
        elif self.instance.pk:
            self._keep_what_was(Span(begins, ends))
        return data

    def _keep_what_was(self, exists: Span) -> None:
        """Whoever narrows a seat waits for those who fill it in the same moment, and empties none of it."""
        seat = Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=self.instance.pk)
        held = [Span(each.from_on, each.to_on) for each in seat.holdings.all()]
        if not all(exists.holds(span) for span in held):
            self.add_error(
                None, _("Somebody holds the seat on other days than these. Their term has to end first.")
            )
        if held and {"body", "party", "kind"} & set(self.changed_data):
            self.add_error(None, _("Somebody has held the seat. Make a new one instead."))


class FillForm(StaffForm):
    """Who gets the seat. An address that nobody has is a new person, made only when the seat is given."""

    user = PersonField()
    person_name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("Only for somebody new; otherwise the person's own name is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    from_on = forms.DateField(label=_("First day"), widget=OneDay)
    to_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=OneDay,
        help_text=_("Leave it empty where the term has no end yet."),
    )
    decision = forms.ModelChoiceField(
        label=_("Appointing decision"),
        required=False,
        queryset=DecisionRecord.objects.none(),
        empty_label=_("None that is recorded here"),
    )
    appointed = forms.CharField(
        label=_("How the person was appointed"),
        required=False,
        max_length=200,
        help_text=_("For example: by the annual meeting on 20 March 2026, § 7."),
    )
    represents = forms.CharField(
        label=_("Speaks for"),
        required=False,
        max_length=200,
        help_text=_(
            "The organisation, committee or office, as the public reads it. "
            "An organisation that has joined by its whole name: then the seat ends if it leaves."
        ),
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = timezone.localdate()
        decisions = DecisionRecord.objects.filter(agreement=seat.body.agreement_id)
        if seat.party_id is not None:
            decisions = decisions.filter(party=seat.party_id)
        self.fields["decision"].queryset = decisions.newest_first()  # type: ignore[attr-defined]
        if not decisions.exists():
            del self.fields["decision"]

    def clean(self) -> dict[str, Any]:
        data = {"decision": None, **(super().clean() or self.cleaned_data)}
        person = data.get("user")
        if person is not None and person.pk is None and not data.get("person_name", "").strip():
            self.add_error("person_name", _("Nobody has that address yet. Write the person's name."))
        return data


class EndForm(StaffForm):
    last_day = forms.DateField(
        label=_("Last day"), widget=OneDay, help_text=_("The person still sits on that day.")
    )
    note = forms.CharField(
        label=_("Why the term ends"),
        required=False,
        max_length=200,
        help_text=_("Seen by those who work with the seats. Needed for a day that has passed."),
    )


class CallOffForm(StaffForm):
    """Only a button."""


class ConfirmForm(StaffForm):
    """A day, and why the composition is as it is where it is not equal."""

    day = forms.DateField(label=_("Day"), widget=forms.HiddenInput)
    unequal_reason = forms.CharField(
        label=_("Why the filled seats are not equally many"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it on the group's page."),
    )

    def asked_day(self) -> dt.date:
        """The day that was asked for; today where none was, or none that exists."""
        try:
            found: dt.date = self.fields["day"].clean(self.data.get("day"))
        except forms.ValidationError:
            return timezone.localdate()
        return found
