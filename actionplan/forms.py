"""What people write about activities on their own pages: a proposal, a note, a milestone that was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm, SeenForm
from accounts.models import User
from actionplan.services.activities import as_proposed, wording
from actionplan.states import ActivityState, ReviewOutcome
from membership.forms.fields import DayField, TextField
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from actionplan.models import Activity, ActivityPlan
    from agreement.models import Agreement
    from steps.states import Step

FOR_EVERYBODY = _("Everybody can read it. Name no private person.")


class NoteForm(ButtonForm):
    """How it goes, in a few words."""

    button = _("Send the note")
    note = TextField(
        label=_("How does it go?"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(ButtonForm):
    """Why a step is taken, where it has to be said."""

    note = TextField(
        label=_("Why?"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, button=step.label, **kwargs)
        self.fields["note"].required = step.needs_note
        if step.target == ActivityState.STOPPED and step.source == ActivityState.PROPOSED:
            self.fields["note"].help_text = _("Whoever proposed it reads this. The public does not.")


class UndoForm(ButtonForm):
    """Why a milestone is not reached after all."""

    button = _("It is not reached")
    note = TextField(
        label=_("Why?"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


# How something can be seen: in words, or by a link.
SEEN_BY = TextField(
    label=_("How can it be seen?"),
    help_text=FOR_EVERYBODY,
    max_length=1000,
    lines=True,
    awaited=True,
    widget=forms.Textarea(attrs={"rows": 3}),
)
LINK = forms.URLField(label=_("Link"), required=False, max_length=200, assume_scheme="https")


class DoneForm(ButtonForm):
    """Something is done: the day (`day_field`) is today unless another one is said, and none that is to come."""

    day_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.day_field].initial = timezone.localdate()

    def clean(self) -> None:
        day = self.cleaned_data.get(self.day_field)
        if day and day > timezone.localdate():
            self.add_error(self.day_field, _("That day has not come yet."))


class MilestoneForm(DoneForm):
    """On which day it was reached, and how that can be seen: in words, by a link or a file (PLAN-11)."""

    button = _("It is reached")
    day_field = "reached_on"
    reached_on = DayField(label=_("Which day was it reached?"))
    proof = SEEN_BY
    url = LINK
    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"invalid": _("The file did not arrive. Choose it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _(
            "PDF or photo (JPEG or PNG), at most %(size)s MB. Everybody can open it."
        ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        told = data.get("proof", "x") or data.get("url") or data.get("upload")
        if not told and not {"url", "upload"} & self.errors.keys():
            self.add_error("proof", _("Say how it can be seen: in words, by a link or a file."))


class KeeperForm(ButtonForm):
    """Who keeps the activity up to date, by address; the person has signed in here before."""

    email = forms.EmailField(
        label=_("The person's e-mail address"),
        required=False,
        help_text=_("Empty: those who sit for the party in the development group. It is never public."),
    )

    def clean_email(self) -> User | None:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if not email:
            return None
        person = User.objects.filter(email=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has signed in with that address yet."))
        return person


class PlansField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic while running
    """Plans by their years."""

    def label_from_instance(self, row: Any) -> str:
        return str(row)


class CarryForm(ButtonForm):
    """To which year's draft the activity goes on, in which area, and why."""

    button = _("Carry over")
    plan = PlansField(queryset=None, label=_("To the plan"), empty_label=None)
    area: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Area"),
        required=False,
        empty_label=_("The one that corresponds"),
    )
    reason = TextField(
        label=_("Why does it go on?"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plans: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["plan"].queryset = plans
        choices["area"].queryset = areas


class ProposalForm(SeenForm):
    """An activity as somebody in the development group proposes it; the secretariat fills in the rest."""

    button = _("Propose")
    title = TextField(label=_("What shall be done?"), help_text=_("A short name."), max_length=160)
    text = TextField(
        label=_("Tell more"),
        help_text=_("What is done, for whom, and why."),
        required=False,
        max_length=4000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    area: Any = forms.ModelChoiceField(queryset=None, label=_("Area"), empty_label=_("Choose an area"))
    party: Any = forms.ModelChoiceField(
        queryset=None, label=_("Responsible party"), required=False, empty_label=_("The parties together")
    )
    role = TextField(
        label=_("Responsible role"),
        help_text=_("An office, not a person. Everybody can read it."),
        required=False,
        max_length=160,
    )
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("To and including"), required=False)
    trial = forms.BooleanField(label=_("We try something new"), required=False)
    hours = forms.DecimalField(
        label=_("Hours that the responsible party puts in"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
    )
    needs = TextField(
        label=_("What else does it take?"),
        help_text=_("Money, a room, a bus … Leave it empty if nothing."),
        required=False,
        max_length=200,
    )
    no_resources = forms.BooleanField(label=_("It needs no resources"), required=False)

    def __init__(
        self, *args: Any, plan: ActivityPlan, activity: Activity | None = None, **kwargs: Any
    ) -> None:
        if activity is not None:
            kwargs |= {"initial": as_proposed(activity) | {"seen": wording(activity)}, "button": _("Save")}
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["area"].queryset = plan.plan.areas.all()
        choices["party"].queryset = plan.agreement.parties.all()

    def others_say(self, activity: Activity) -> list[tuple[Any, str]]:
        """What the activity says now where something else was typed: question and answer."""
        answers = {True: _("Yes"), False: _("No")}
        return [
            (self.fields[name].label, str(answers[value] if isinstance(value, bool) else value or "–"))
            for name, value in as_proposed(activity).items()
            if value != self.cleaned_data.get(name)
        ]

    def clean(self) -> None:
        data = self.cleaned_data
        first, last = data.get("from_on"), data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("It ends before it begins."))
        if data.get("no_resources") and (data.get("hours") or data.get("needs")):
            self.add_error("no_resources", _("Either it needs nothing, or you say what it needs."))


class PointForm(DoneForm):
    """On which day a point of the checklist was done, and how that can be seen (PLAN-17)."""

    button = _("It is done")
    day_field = "done_on"
    done_on = DayField(label=_("Which day was it done?"))
    evidence = SEEN_BY
    url = LINK

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if not data.get("evidence", "x") and not data.get("url") and "url" not in self.errors:
            self.add_error("evidence", _("Say how it can be seen: in words or by a link."))


class UndoPointForm(ButtonForm):
    """Why a point of the checklist is not done after all."""

    button = _("It is not done after all")
    note = TextField(label=_("Why?"), max_length=1000, lines=True, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(ButtonForm):
    """By when a form of collaboration is looked through, by which office, and what is looked at (PLAN-18)."""

    button = _("Plan it")
    party: Any = forms.ModelChoiceField(
        queryset=None, label=_("Responsible party"), required=False, empty_label=_("The parties together")
    )
    role = TextField(
        label=_("Responsible role"),
        help_text=_("An office, not a person. Everybody can read it."),
        required=False,
        max_length=160,
    )
    about = TextField(
        label=_("What is looked at?"),
        help_text=FOR_EVERYBODY,
        required=False,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = DayField(label=_("To be ready by"), required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["party"].queryset = agreement.parties.all()


class FinishForm(DoneForm):
    """On which day a form of collaboration was looked through, and what came of it."""

    button = _("It is looked through")
    day_field = "finished_on"
    finished_on = DayField(label=_("Which day was it ready?"))
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    note = TextField(
        label=_("Tell it in words"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
