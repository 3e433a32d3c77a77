"""What a member's own people write on its pages: contacts, the presentation, a withdrawal."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Hidden, Layout, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from agreement.languages import NAMES
from agreement.models import Municipality
from membership.forms.application import MunicipalitiesField
from membership.forms.fields import AddressField, DayField, PhoneField, TextField
from membership.forms.kept import KeepsFile
from membership.states import MOST_FIELDS, PROFILE_LENGTH, FieldOfActivity
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from membership.models import MemberContact, MemberProfile, Membership

SHOWN = ("publish_name", "publish_email", "publish_phone")


class MemberContactForm(ButtonForm):
    """One contact: a person, or the address of a role. Nothing of it is public unless ticked (MEM-24)."""

    button = _("Save the contact")

    is_role_address = forms.ChoiceField(
        label=_("Whose address is it?"),
        choices=(("person", _("A person's")), ("role", _("A role's, such as the board's or the office's"))),
        initial="person",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose address it is.")},
    )
    name = TextField(
        label=_("Name"),
        help_text=_("First name and surname. Not needed for the address of a role."),
        max_length=120,
        awaited=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = TextField(
        label=_("Role in the organisation"),
        help_text=_("For example: chair, treasurer, the office."),
        max_length=120,
        awaited=True,
    )
    email = AddressField(
        label=_("E-mail"),
        help_text=_("We send a letter there that tells what is kept here."),
        error_messages={"required": _("Write an e-mail address, so that our letters arrive.")},
    )
    phone = PhoneField(label=_("Phone"), help_text=_("For example 070-123 45 67."), required=False)
    is_main = forms.BooleanField(
        label=_("This is the main contact"),
        help_text=_("Whom we turn to first. You always have one main contact."),
        required=False,
    )
    publish_name = forms.BooleanField(label=_("The name"), required=False)
    publish_email = forms.BooleanField(label=_("The e-mail address"), required=False)
    publish_phone = forms.BooleanField(label=_("The phone number"), required=False)
    # What stood there when the page was opened, and for whom the ticks were given anew.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    asked_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, contact: MemberContact | None, is_first: bool = False, **kwargs: Any
    ) -> None:
        initial = {}
        if contact is not None:
            initial = {name: getattr(contact, name, "") for name in self.base_fields}
            initial["is_role_address"] = "role" if contact.is_role_address else "person"
            initial["seen"] = contact.stamp
        self.contact = contact
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        always_main = is_first or (contact is not None and contact.is_main)
        if always_main:  # another one is made the main contact on its own page
            del self.fields["is_main"]
        question = _("What may be shown on your public page?")
        explained = _("Nothing is shown unless you tick it. Ask the person first.")
        self.helper.layout = Layout(
            *("is_role_address", "name", "role", "email", "phone"),
            *([] if always_main else ["is_main"]),
            Fieldset(
                question,
                HTML(format_lazy('<p class="form-text">{}</p>', explained)),
                "publish_name",
                "publish_email",
                "publish_phone",
            ),
            *("seen", "asked_for"),
        )

    def clean(self) -> None:
        seen, asked_for = self.cleaned_data.pop("seen", ""), self.cleaned_data.pop("asked_for", "")
        if self.contact is not None:
            if seen and seen != self.contact.stamp:
                self._show_what_is_there(self.contact)
            else:
                self._ask_the_new_person(self.contact, asked_for)
        if "is_role_address" not in self.cleaned_data:
            return
        is_role = self.cleaned_data["is_role_address"] == "role"
        self.cleaned_data["is_role_address"] = is_role
        if is_role and self.cleaned_data.get("role") == "":
            self.add_error("role", ValidationError(_("Write whose address it is."), code="required"))
        if not is_role and self.cleaned_data.get("name") == "":
            self.add_error("name", ValidationError(_("Write the person's name."), code="required"))

    def _show_what_is_there(self, contact: MemberContact) -> None:
        """Somebody changed the contact while this page was open: it must not publish again what they have hidden."""
        hidden = [name for name in SHOWN if not getattr(contact, name)]
        self._type_over(dict.fromkeys(hidden, "") | {"seen": contact.stamp})
        raise ValidationError(
            _(
                "Somebody has changed this contact while you had the page open. Look through it, above all what may be "
                "shown, and save again."
            ),
            code="changed",
        )

    def _ask_the_new_person(self, contact: MemberContact, asked_for: str) -> None:
        """A tick was given by the person who stood there. Another name or address is perhaps somebody else."""
        name, email = self.cleaned_data.get("name"), self.cleaned_data.get("email")
        kept = [each for each in SHOWN if self.cleaned_data.get(each) and getattr(contact, each)]
        if not kept or name is None or email is None or (name, email) == (contact.name, contact.email):
            return
        person = hashlib.sha256(f"{name}\n{email}".encode()).hexdigest()[:16]
        if asked_for == person:
            return
        self._type_over(dict.fromkeys(kept, "") | {"asked_for": person})
        for each in kept:
            self.add_error(
                each,
                ValidationError(
                    _("You have changed the name or the address. Tick again what this person allows."),
                    code="ask",
                ),
            )

    def _type_over(self, values: dict[str, str]) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]
        for name, value in values.items():
            if value:
                data[self.add_prefix(name)] = value
            else:
                data.pop(self.add_prefix(name), None)
        self.data = data


class ProfileForm(ButtonForm):
    """What everybody may read of the organisation; every answer is voluntary but where it is active."""

    does = TextField(
        label=_("What do you do?"),
        max_length=PROFILE_LENGTH,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contributes = TextField(
        label=_("What can you contribute?"),
        help_text=_("For example knowledge, rooms, contacts, time."),
        max_length=PROFILE_LENGTH,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    why = TextField(
        label=_("Why do you take part?"),
        max_length=PROFILE_LENGTH,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    fields_of_activity = forms.MultipleChoiceField(
        label=_("In which fields are you active?"),
        help_text=_("At most three, so that those who search find the right ones."),
        choices=FieldOfActivity,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose among the fields in the list.")},
    )
    where = forms.ChoiceField(
        label=_("Where are you active?"),
        choices=(("county", _("In the whole county")), ("several", _("In these municipalities"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the organisation is active.")},
    )
    municipalities = MunicipalitiesField(
        label=_("Municipalities"),
        help_text=_("Tick them if you chose “In these municipalities”."),
        queryset=Municipality.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the municipalities in the list.")},
    )
    website = TextField(
        label=_("Website"),
        help_text=_("The whole address, for example https://www.forening.se"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages can people turn to you?"),
        choices=tuple(NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose among the languages in the list.")},
    )

    def __init__(
        self, *args: Any, membership: Membership, profile: MemberProfile | None, **kwargs: Any
    ) -> None:
        organisation, region = membership.organisation, membership.agreement.region
        initial: dict[str, Any] = {
            "fields_of_activity": [row.field for row in membership.fields_of_activity.all()],
            "where": "county" if membership.whole_county else "several",
            "municipalities": list(
                organisation.municipalities.filter(region=region).values_list("pk", flat=True)
            ),
        }
        if profile is not None:
            texts = ("does", "contributes", "why", "website", "languages")
            initial |= {name: getattr(profile, name) for name in texts}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["municipalities"].queryset = region.municipalities.all()  # type: ignore[attr-defined]
        self.helper.add_input(Submit("preview", _("Show what it looks like"), css_class="btn-secondary"))

    def clean_fields_of_activity(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["fields_of_activity"]
        if len(chosen) > MOST_FIELDS:
            raise ValidationError(
                _("Choose at most three. Take those that say most about you."), code="too_many"
            )
        return chosen

    def clean_website(self) -> str:
        """A web address that a visitor can follow: http or https, nothing else."""
        typed: str = self.cleaned_data["website"]
        if not typed:
            return ""
        if "://" not in typed:
            typed = f"https://{typed}"
        sentence = _("Write the whole web address, such as https://www.forening.se")
        URLValidator(schemes=["http", "https"], message=sentence)(typed)
        return typed

    def clean(self) -> None:
        chosen = self.cleaned_data.get("municipalities")
        if self.cleaned_data.get("where") == "several" and chosen is not None and not chosen:
            self.add_error(
                "municipalities", ValidationError(_("Tick at least one municipality."), code="too_few")
            )

    def said(self) -> dict[str, Any]:
        """The answers as `save_profile` takes them."""
        answers = dict(self.cleaned_data)
        answers["fields"] = answers.pop("fields_of_activity")
        answers["whole_county"] = answers.pop("where") == "county"
        answers["municipalities"] = list(answers["municipalities"])
        return answers


class DayForm(ButtonForm):
    """From which day: asked first, for what ends depends on it. Goes in the address; nothing is written."""

    button = _("Go on")
    button_name = ""  # stays out of the address

    dag = DayField(
        label=_("From which day do you want to leave?"),
        help_text=_("Today or later. If you choose a later day, you can change your mind until then."),
        error_messages={
            "invalid": _("Write the day as year, month and day, such as 2027-01-01."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"dag": timezone.localdate()}, **kwargs})
        self.helper.form_method = "get"

    def clean_dag(self) -> dt.date:
        day: dt.date = self.cleaned_data["dag"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("The day has passed. Choose today or a later day."), code="passed")
        if (day - today).days > 730:
            raise ValidationError(_("That is more than two years away. Choose an earlier day."), code="far")
        return day


class WithdrawalForm(ButtonForm):
    """Who gives the notice for the organisation; a reason only if they like."""

    button = _("Leave the agreement")
    danger = True

    given_by = TextField(
        label=_("Who gives the notice for the organisation?"),
        help_text=_(
            "First name and surname of somebody who may speak for the organisation, such as the chair."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name of the person who gives the notice.")},
    )
    reason = TextField(
        label=_("Do you want to say why?"),
        help_text=_("You need not. It is read by the group and the secretariat only."),
        max_length=1000,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(Hidden("dag", day.isoformat()), *self.fields)


class PaperForm(KeepsFile, WithdrawalForm):
    """A notice on paper as the secretariat registers it: the paper's day, from when, who signed, and the scan. The
    scan stays when another answer is wrong.
    """

    file_field = "paper"

    given_on = DayField(
        label=_("The paper's date"),
        error_messages={"required": _("Write the day that stands on the paper.")},
    )
    effective_on = DayField(
        label=_("Leaves from"),
        help_text=_("The first day without membership. A day that has passed takes effect at once."),
        error_messages={"required": _("Write from which day the organisation leaves.")},
    )
    paper = forms.FileField(
        label=_("The scanned paper"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose the file first: a scan (PDF) or a photo of the paper."),
            "invalid": _("The file did not arrive. Choose it again."),
        },
    )

    field_order = ("given_on", "effective_on", "given_by", "paper", "reason")

    def __init__(self, *args: Any, membership: Membership, owner: User, **kwargs: Any) -> None:
        kept_in = f"withdrawal:{membership.pk}"
        super().__init__(*args, day=timezone.localdate(), owner=owner, kept_in=kept_in, **kwargs)
        self.since = membership.since
        self.fields["paper"].help_text = _("PDF or photo (JPEG or PNG), at most %(size)s MB.") % {
            "size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        }
        self.fields["given_by"].label = _("Who has signed it?")
        self.fields["reason"].label = _("Reason")
        self.fields["reason"].help_text = _("Only if the paper says it.")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> None:
        given, day = self.cleaned_data.get("given_on"), self.cleaned_data.get("effective_on")
        if given and given > timezone.localdate():
            self.add_error(
                "given_on", ValidationError(_("The paper's date has not come yet."), code="future")
            )
        elif given and given < self.since:
            joined = date_format(self.since, "j F Y")
            sentence = _("The organisation joined on %(day)s. The paper is older than that.") % {
                "day": joined
            }
            self.add_error("given_on", ValidationError(sentence, code="before"))
        elif given and day and day < given:
            self.add_error("effective_on", ValidationError(_("Not before the paper's date."), code="before"))
