"""What people fill in about events: the event, a registration, a reason, what they thought, whom to invite."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.se import personnummer

from accounts.forms import ButtonForm
from actionplan.models import Word
from agreement.languages import NAMES
from agreement.models import Body, Municipality, Party
from events.states import Audience, Grade, How, Kind
from meetings.forms import NEITHER, NO_REMOTE_REASON, REMOTE_URL
from membership.forms.fields import AddressField, DayField, TextField, TimeField
from membership.models import Organisation
from membership.states import FieldOfActivity
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from agreement.models import Agreement
    from events.models import Event
    from events.permissions import Reach

NOTICE_FIELDS = ("title", "summary", "text", "shown_to")
# What one is asked together, under a heading.
SECTIONS = (
    (_("What, and for whom"), ("kind", "host", "audience", "body")),
    (_("What people read"), ("title", "summary", "text", "target", "for_young")),
    (_("When"), ("day", "start", "end", "last_day", "shown_to")),
    (_("Where, and from a distance"), ("place", "municipality", "remote_url", "no_remote_reason")),
    (_("For those who come"), ("languages", "access_info", "compensation", "no_compensation")),
    (_("Registration"), ("takes_registrations", "opens_on", "deadline", "places")),
    (_("What it is about"), ("words",)),
)
# As people write it: with its sign, or with the century. Ten digits alone may be a telephone.
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:(?:19|20)\d{6}[-+ ]?\d{4}|\d{6}[-+]\d{4})(?!\d)")


def free_text(label: Any, *, most: int, rows: int, help_text: Any = "") -> TextField:
    """Lines that may be left empty, at most so many characters; `rows`: how high the box is."""
    box = forms.Textarea(attrs={"rows": rows})
    return TextField(
        label=label, required=False, lines=True, max_length=most, widget=box, help_text=help_text
    )


class EventForm(ButtonForm):
    """An event or a notice. Days and times are Swedish."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
        help_text=_("A notice has no time and nobody registers: only title, text and how long it is shown."),
    )
    host = forms.ChoiceField(label=_("Who invites"), error_messages={"required": _("Choose who invites.")})
    audience = forms.ChoiceField(
        label=_("Who may come and read"),
        choices=Audience,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may come.")},
    )
    body = forms.ModelChoiceField(
        label=_("The group, if it is for one"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=_("Not for one group"),
    )
    title = TextField(label=_("Title"), max_length=120, error_messages={"required": _("Write a title.")})
    summary = TextField(
        label=_("In short"),
        max_length=300,
        help_text=_("One or two plain sentences: what it is, and why somebody should come."),
        error_messages={"required": _("Say in short what it is.")},
    )
    text = free_text(_("More about it"), most=6000, rows=8)
    target = TextField(label=_("For whom"), required=False, max_length=160)
    for_young = forms.BooleanField(label=_("It is for young people too"), required=False)
    day = DayField(label=_("Day"), awaited=True)
    start = TimeField(label=_("Begins at"), awaited=True)
    last_day = DayField(label=_("Last day, if it is another"), required=False)
    end = TimeField(label=_("Ends at"), awaited=True)
    shown_to = DayField(label=_("Notice: shown to and including"), required=False)
    place = TextField(label=_("Where"), required=False, max_length=160)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    remote_url = REMOTE_URL
    no_remote_reason = NO_REMOTE_REASON
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=NAMES.items(),
        widget=forms.CheckboxSelectMultiple,
        initial=["sv"],
        error_messages={"required": _("Choose at least one language.")},
    )
    access_info = free_text(
        _("Accessibility"),
        most=1000,
        rows=3,
        help_text=_("For example: step-free, hearing loop, quiet room, sign language, food without gluten."),
    )
    compensation = TextField(
        label=_("Compensation to those who come"),
        required=False,
        max_length=200,
        help_text=_("For example: travel is paid. If there is none, tick below."),
    )
    no_compensation = forms.BooleanField(label=_("There is no compensation"), required=False)
    words = forms.ModelMultipleChoiceField(
        label=_("Themes and topics"),
        queryset=Word.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    takes_registrations = forms.BooleanField(label=_("One registers beforehand"), required=False)
    opens_on = DayField(label=_("Registration opens"), required=False)
    deadline = DayField(
        label=_("Last day to register"), required=False, help_text=_("The day counts, to midnight.")
    )
    places = forms.IntegerField(
        label=_("Places on site"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
        help_text=_("Empty: no limit. From a distance there is always room."),
    )

    def __init__(
        self, *args: Any, agreement: Agreement, reach: Reach, event: Event | None = None, **kwargs: Any
    ):
        self.event = event
        if event is not None:
            kwargs["initial"] = {**_initial(event), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        keeps = reach.keeps(agreement)
        bodies = Body.objects.filter(agreement=agreement)
        fields["body"].queryset = bodies if keeps else bodies.filter(pk__in=reach.bodies)
        fields["municipality"].queryset = Municipality.objects.filter(region=agreement.region)
        fields["words"].queryset = Word.objects.filter(agreement=agreement)
        self._hosts(agreement, reach, keeps=keeps)
        if not fields["body"].queryset.exists():
            fields["audience"].choices = [each for each in Audience.choices if each[0] != Audience.GROUP]
            del fields["body"]
        if not fields["words"].queryset.exists():
            del fields["words"]
        self.helper.layout = Layout(
            *(
                Fieldset(title, *there)
                for title, names in SECTIONS
                if (there := [name for name in names if name in fields])
            )
        )

    def _hosts(self, agreement: Agreement, reach: Reach, *, keeps: bool) -> None:
        own = [each for each in reach.memberships if each.agreement_id == agreement.pk]
        parties = list(agreement.parties.all()) if keeps else reach.parties.get(agreement.pk, [])
        choices = [(f"organisation-{each.organisation_id}", each.organisation.name) for each in own]
        choices += [(f"party-{each.pk}", each.name) for each in parties]
        if keeps:
            choices.insert(0, ("agreement", agreement.short_name))
        if self.event and (held := _host(self.event)) not in dict(choices):
            choices.insert(0, (held, self.event.host))
        host: Any = self.fields["host"]
        host.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Kind.NOTICE:
            data |= dict.fromkeys(("starts_at", "ends_at", "opens_on", "deadline", "places"))
            data |= {"takes_registrations": False}
        else:
            self._ask_when(data)
            self._ask_for_the_rest(data)
        if data.get("audience") == Audience.GROUP and not data.get("body"):
            self.add_error("body" if "body" in self.fields else "audience", _("Choose the group."))
        return data

    def _ask_when(self, data: dict[str, Any]) -> None:
        for name, missing in (
            ("day", _("Choose the day.")),
            ("start", _("Say at what time it begins.")),
            ("end", _("Say at what time it ends.")),
        ):
            if name not in self.errors and not data.get(name):
                self.add_error(name, missing)
        if self.errors:
            return
        zone = timezone.get_default_timezone()
        last = data["last_day"] or data["day"]
        data["starts_at"] = dt.datetime.combine(data["day"], data["start"], tzinfo=zone)
        data["ends_at"] = dt.datetime.combine(last, data["end"], tzinfo=zone)
        if data["ends_at"].astimezone(dt.UTC) <= data["starts_at"].astimezone(dt.UTC):
            self.add_error("end", _("It ends before it begins."))

    def _ask_for_the_rest(self, data: dict[str, Any]) -> None:
        if (data.get("remote_url") or "http").partition(":")[0] not in ("http", "https"):
            self.add_error("remote_url", self.fields["remote_url"].error_messages["invalid"])
        if (
            "remote_url" not in self.errors
            and not data.get("remote_url")
            and not data.get("no_remote_reason")
        ):
            self.add_error("remote_url", NEITHER)
        elif data.get("remote_url"):
            data["no_remote_reason"] = ""
        if not data.get("place") and not data.get("remote_url") and "remote_url" not in self.errors:
            self.add_error("place", _("Say where it is."))
        if bool(data.get("compensation")) == bool(data.get("no_compensation")):
            self.add_error("compensation", _("State the compensation, or tick that there is none."))
        opens, deadline = data.get("opens_on"), data.get("deadline")
        if opens and deadline and deadline < opens:
            self.add_error("deadline", _("Registration ends before it opens."))
        for name in ("opens_on", "deadline"):
            if data.get(name) and data.get("day") and data[name] > data["day"]:
                self.add_error(name, _("That is after the day it begins."))

    def facts(self) -> dict[str, Any]:
        """What `post_event` and `change_event` take."""
        data = {**self.cleaned_data}
        for name in ("day", "start", "last_day", "end"):
            data.pop(name, None)
        kind, _dash, pk = data.pop("host").partition("-")
        data["organisation"] = Organisation.objects.get(pk=pk) if kind == "organisation" else None
        data["host_party"] = Party.objects.get(pk=pk) if kind == "party" else None
        return data


def _host(event: Event) -> str:
    if event.organisation_id:
        return f"organisation-{event.organisation_id}"
    return f"party-{event.host_party_id}" if event.host_party_id else "agreement"


def _initial(event: Event) -> dict[str, Any]:
    names = (set(EventForm.base_fields) - {"day", "start", "last_day", "end", "host", "words"}) & {
        field.name for field in event._meta.get_fields()
    }
    found = {name: getattr(event, name) for name in names}
    found |= {"host": _host(event), "words": list(event.words.all())}
    if event.starts_at and event.ends_at:
        start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        found |= {"day": start.date(), "start": start.time(), "end": end.time()}
        found["last_day"] = end.date() if end.date() != start.date() else None
    return found


class NoteForm(ButtonForm):
    """A reason that others read."""

    danger = True
    note = TextField(
        label=_("Why"),
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why.")},
    )


class SeenForm(ButtonForm):
    """A button for what somebody has read, up to a line of its diary."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY, widget=forms.HiddenInput)


class RegistrationForm(ButtonForm):
    """Somebody wants to come. No account and no organisation is needed."""

    button = _("Register")

    name = TextField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_(
            "You get a letter with a link. Your registration counts when you have confirmed it there."
        ),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the address like this: name@example.org."),
        },
    )
    organisation = TextField(
        label=_("Organisation"),
        required=False,
        max_length=160,
        help_text=_("You need not come from any."),
    )
    how = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=How,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you take part.")},
    )
    needs = free_text(
        _("Is there something you need?"),
        most=1000,
        rows=3,
        help_text=_("For example food, access or an interpreter."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        possible = [
            (how.value, how.label)
            for how, there in ((How.HERE, event.place), (How.REMOTE, event.remote_url))
            if there
        ]
        fields["how"].choices = possible
        if len(possible) == 1:
            self.initial.setdefault("how", possible[0][0])
        # What happens with it stands before the button (LAW-G1).
        self.helper.layout = Layout(*self.fields, HTML('{% include "events/_privacy.html" %}'))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("name", "organisation", "needs"):
            if any(personnummer.is_valid(each) for each in PERSONAL_NUMBER.findall(data.get(name) or "")):
                self.add_error(name, _("This looks like a personal identity number. Please leave it out."))
        return data


class FeedbackForm(ButtonForm):
    """What somebody thought. Nobody's name: `once` names this showing of the form, and no person."""

    button = _("Send")

    once = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    grade = forms.TypedChoiceField(
        label=_("How useful was it to you?"),
        choices=Grade,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    good = free_text(_("What was good?"), most=2000, rows=4)
    better = free_text(_("What can be better?"), most=2000, rows=4)


class InviteForm(ButtonForm):
    """Whom to invite: everybody, or those of a field or a municipality, or of both."""

    button = _("Invite")

    field = forms.ChoiceField(
        label=_("Field of activity"),
        required=False,
        choices=[("", _("All fields")), *FieldOfActivity.choices],
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("The whole county"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = Municipality.objects.filter(region=agreement.region)
