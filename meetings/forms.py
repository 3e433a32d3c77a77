"""What people fill in about meetings: facts, items, papers, who was there, minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm, SeenForm
from meetings.numbering import same_paragraph, tidy_paragraph
from meetings.services.holding import Held, Outcome
from meetings.states import ItemKind, ItemState, Presence, Recipients
from membership.forms.fields import DayField, TextField, TimeField
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from agreement.models import SeatHolding
    from meetings.models import Item


# How somebody takes part who is far away: a link, or why there is none.
REMOTE_URL = forms.URLField(
    label=_("Link for those who take part from a distance"),
    required=False,
    assume_scheme="https",
    max_length=200,
    help_text=_("Distances are long here. Without a link, say why below."),
    error_messages={"invalid": _("Write the whole address, for example https://mote.example/abc.")},
)
NO_REMOTE_REASON = TextField(
    label=_("Why nobody can take part from a distance"), required=False, max_length=200
)
NEITHER = _("Give a link for those who take part from a distance, or say why there is none.")


class MeetingForm(ButtonForm):
    """When and where a group meets. Swedish date and time."""

    day = DayField(label=_("Date"))
    starts_at = TimeField(
        label=_("Begins at"), error_messages={"required": _("Say at what time the meeting begins.")}
    )
    ends_at = TimeField(label=_("Ends at"), required=False)
    place = TextField(label=_("Meeting place"), required=False, max_length=160)
    remote_url = REMOTE_URL
    no_remote_reason = NO_REMOTE_REASON

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not data["remote_url"] and not data["no_remote_reason"]:
            self.add_error("remote_url", NEITHER)
        if data.get("ends_at") and data.get("starts_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The meeting ends before it begins."))
        return data


class ChangeMeetingForm(SeenForm, MeetingForm):
    """Another day, time or place."""


class ItemForm(ButtonForm):
    """Something for a group to take up."""

    button = _("Propose the item")

    title = TextField(
        label=_("What is it about?"),
        max_length=160,
        help_text=_("One line, as it is to stand on the agenda."),
        error_messages={"required": _("Write in one line what it is about.")},
    )
    kind = forms.ChoiceField(
        label=_("What do you want from the meeting?"),
        choices=ItemKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want from the meeting.")},
    )
    text = TextField(
        label=_("More about it"),
        required=False,
        lines=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    when = forms.ChoiceField(label=_("Which meeting?"), required=False)

    def __init__(self, *args: Any, meetings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["when"]
        field.choices = [*meetings, ("", _("No particular meeting. It may wait."))]


class PaperForm(ButtonForm):
    """A file for the group."""

    button = _("Add the paper")

    file = forms.FileField(
        label=_("The paper"),
        allow_empty_file=True,
        help_text=_("PDF, or a picture (JPEG or PNG)."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose the file first."),
            "invalid": _("The file did not arrive. Choose it again."),
        },
    )
    title = TextField(label=_("What is it called?"), required=False, max_length=160)


class ConflictForm(ButtonForm):
    """A conflict of interest in an item."""

    button = _("I have a conflict of interest")
    danger = True

    note = TextField(
        label=_("In what way?"),
        required=False,
        max_length=200,
        help_text=_("For example: I sit on the board of the association that it is about."),
    )


class SomebodysConflictForm(ConflictForm):
    """The same, for whoever writes down what somebody of the group said."""

    button = _("Record the conflict of interest")
    person = forms.ChoiceField(
        label=_("Who has it?"), error_messages={"required": _("Choose who has the conflict of interest.")}
    )
    field_order = ("person", "note")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        self.people = {str(each.pk): each for each in people}
        field.choices = [("", _("Choose")), *((pk, str(each)) for pk, each in self.people.items())]


class BackForm(ButtonForm):
    """Takes a declared conflict of interest back. The button's name says what is meant: another one, sent twice, never
    does it by chance.
    """

    button = _("I have no conflict of interest after all")
    button_name = "back"


class HandOverForm(ButtonForm):
    """What the development group asks the leadership group."""

    button = _("Hand over to the leadership group")

    question = TextField(
        label=_("What do you ask the leadership group?"),
        lines=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you ask the leadership group.")},
    )


class NoteForm(ButtonForm):
    """Why the meeting is cancelled."""

    button = _("Cancel the meeting")
    danger = True

    note = TextField(
        label=_("Why?"),
        lines=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why.")},
    )


class HeldForm(ButtonForm):
    """Who was there, and what the meeting came to in each item. Fields are named by the rows' ids.

    `seen`: the digest of the minutes that are corrected, which comes back with what is sent; empty where the meeting is
    written down for the first time.
    """

    button = _("Save and draft the minutes")

    def __init__(
        self,
        *args: Any,
        holdings: Sequence[SeatHolding],
        items: Sequence[Item],
        seen: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.holdings, self.items, self.is_correction = holdings, items, bool(seen)
        if seen:
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen, max_length=64)
        for each in holdings:
            seat = each.seat
            party = f", {seat.party}" if seat.party else ""
            self.fields[f"presence-{each.pk}"] = forms.ChoiceField(
                label=f"{each.user} ({seat.get_kind_display().lower()}{party})",
                choices=Presence.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how %(name)s took part.") % {"name": each.user}},
            )
        self.fields["guests"] = TextField(
            label=_("Others who were there"),
            required=False,
            max_length=400,
            help_text=_("Guests and others without a seat, as the minutes are to name them."),
        )
        for item in items:
            self.fields[f"outcome-{item.pk}"] = TextField(
                label=f"{item.number}. {item.title}",
                help_text=_("What did the meeting come to?"),
                lines=True,
                awaited=True,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"paragraph-{item.pk}"] = TextField(
                label=_("Paragraph"),
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"class": "w-4"}),
            )
            if not self.is_correction:  # then it has gone on already
                self.fields[f"postponed-{item.pk}"] = forms.BooleanField(
                    label=_("Postponed to a later meeting"), required=False
                )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        used: list[str] = []
        for item in self.items:
            is_postponed = self._is_postponed(item)
            if f"outcome-{item.pk}" in data and not (data[f"outcome-{item.pk}"] or is_postponed):
                self.add_error(
                    f"outcome-{item.pk}",
                    _("Write what the meeting came to in item %(number)s, or mark it as postponed.")
                    % {"number": item.number},
                )
            if f"paragraph-{item.pk}" not in data:
                continue
            paragraph = tidy_paragraph(data[f"paragraph-{item.pk}"])
            if not paragraph and item.kind == ItemKind.DECISION and not is_postponed:
                self.add_error(f"paragraph-{item.pk}", _("Every decision has a paragraph."))
            elif paragraph and any(same_paragraph(paragraph, other) for other in used):
                self.add_error(f"paragraph-{item.pk}", _("This paragraph stands there twice."))
            used.append(paragraph)
        return data

    def _is_postponed(self, item: Item) -> bool:
        if self.is_correction:
            return bool(item.state == ItemState.POSTPONED)
        return bool(self.cleaned_data.get(f"postponed-{item.pk}"))

    def held(self) -> Held:
        """What was filled in, for the service."""
        data = self.cleaned_data
        return Held(
            presence={each.pk: Presence(data[f"presence-{each.pk}"]) for each in self.holdings},
            outcomes={
                item.pk: Outcome(
                    data[f"outcome-{item.pk}"],
                    data[f"paragraph-{item.pk}"],
                    self._is_postponed(item),
                )
                for item in self.items
            },
            guests=data["guests"],
        )


class MinutesForm(SeenForm):
    """The minutes as plain text. `seen` is their digest."""

    button = _("Save the minutes")

    text = TextField(
        label=_("Minutes"),
        lines=True,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": _("Minutes cannot be empty.")},
    )


class ConfirmForm(ButtonForm):
    """One button. It carries which text was on the page."""

    button = _("Confirm the minutes")
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ExtractForm(ButtonForm):
    """Roles that get an extract."""

    button = _("Send the extract")

    roles = forms.MultipleChoiceField(
        label=_("Who is to get it?"),
        choices=Recipients.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose somebody to send it to.")},
    )
