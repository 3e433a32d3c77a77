"""What people write about activities on their own pages: a proposal, a note, a milestone that was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from accounts.models import User
from membership.forms.fields import DayField, TextField
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from actionplan.models import ActivityPlan
    from actionplan.states import Step

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


class UndoForm(ButtonForm):
    """Why a milestone is not reached after all."""

    button = _("It is not reached")
    note = TextField(label=_("Why?"), max_length=1000, lines=True, widget=forms.Textarea(attrs={"rows": 3}))


class MilestoneForm(ButtonForm):
    """On which day it was reached, and how that can be seen: in words, by a link or a file (PLAN-11)."""

    button = _("It is reached")
    reached_on = DayField(label=_("Which day was it reached?"))
    proof = TextField(
        label=_("How can it be seen?"),
        help_text=FOR_EVERYBODY,
        max_length=1000,
        lines=True,
        awaited=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(label=_("Link"), required=False, max_length=200, assume_scheme="https")
    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"invalid": _("The file did not arrive. Choose it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reached_on"].initial = timezone.localdate()
        self.fields["upload"].help_text = _(
            "PDF or photo (JPEG or PNG), at most %(size)s MB. Everybody can open it."
        ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}

    def clean(self) -> None:
        data = self.cleaned_data
        day = data.get("reached_on")
        if day and day > timezone.localdate():
            self.add_error("reached_on", _("That day has not come yet."))
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


class ProposalForm(ButtonForm):
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

    def __init__(self, *args: Any, plan: ActivityPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["area"].queryset = plan.plan.areas.all()
        choices["party"].queryset = plan.agreement.parties.all()

    def clean(self) -> None:
        data = self.cleaned_data
        first, last = data.get("from_on"), data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("It ends before it begins."))
        if data.get("no_resources") and (data.get("hours") or data.get("needs")):
            self.add_error("no_resources", _("Either it needs nothing, or you say what it needs."))
