"""The pages of the application: one short form each, in the order they are asked (domain 1.8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreement.models import Municipality
from membership.fit import told_without_number
from membership.forms.declaration import DeclarationForm
from membership.forms.fields import AddressField, PhoneField, TextField
from membership.forms.page import PageForm
from membership.numbers import clean_organisation_number
from membership.states import ContactLevel, Form, Kind, Scope, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OrganisationForm(PageForm):
    """Who you are."""

    title = _("Your organisation")

    name = TextField(
        label=_("What is the organisation called?"),
        help_text=_("The whole name, as in your statutes."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the organisation's name.")},
    )
    number = TextField(
        label=_("Organisation number"),
        help_text=_(
            "Ten digits, such as 802518-4220. It stands in letters from the Tax Agency or from your bank."
        ),
        awaited=True,
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric", "autocomplete": "off"}),
    )
    no_number = forms.BooleanField(label=_("We have no organisation number"), required=False)
    number_missing_reason = TextField(
        label=_("Why do you have no number?"),
        help_text=_(
            "Answer only if you ticked the box. For example: we are a network, or: we have applied for a number."
        ),
        max_length=300,
        awaited=True,
    )
    form = forms.ChoiceField(
        label=_("What form of organisation are you?"),
        choices=Form,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the form of organisation. If none fits: choose Other.")},
    )
    kind = forms.ChoiceField(
        label=_("Are you part of civil society or a public actor?"),
        help_text=_("Civil society is associations, foundations, faith communities and the like."),
        choices=Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose civil society or public actor.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.agreement.admits_public_actors:
            form = self.fields["form"]
            form.choices = [choice for choice in Form.choices if choice[0] != Form.PUBLIC]  # type: ignore[attr-defined]
            self._leave_out("kind")
        said = told_without_number(self.agreement)
        # What came in without a number counts by the rule of its day, also while it is completed.
        came_without = self.draft is not None and self.draft.status != Status.DRAFT and not self.draft.number
        if not self.agreement.admits_unnumbered and not came_without:
            self._leave_out("no_number", "number_missing_reason")
            number = self.fields["number"]
            number.help_text = format_html("{} {}", number.help_text, said)
        elif self.agreement.admits_unnumbered and said:
            self.fields["number_missing_reason"].help_text = said

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]
            self.helper.layout.fields.remove(name)

    def kept_answers(self) -> dict[str, Any]:
        kept = super().kept_answers()
        return {**kept, "no_number": bool(kept.get("number_missing_reason"))}

    def clean_number(self) -> str:
        """The number in its one way of writing. What looks like a person's number is refused and goes nowhere."""
        typed = re.sub(r"[\u2010-\u2015\u2212]", "-", self.cleaned_data["number"])
        return clean_organisation_number(typed) if typed else ""

    def clean(self) -> None:
        number, none = self.cleaned_data.get("number"), self.cleaned_data.get("no_number")
        if "number" not in self.cleaned_data:
            return
        if number and none:
            self.add_error(
                "no_number",
                ValidationError(
                    _("You have written a number and also ticked that you have none. Take one of them away."),
                    code="contradiction",
                ),
            )
        elif not number and not none:
            sentence: Any
            if "no_number" in self.fields:
                sentence = _("Write the organisation number, or tick that you have none.")
            elif whom := self.agreement.region.contact_email:
                sentence = _(
                    "Write the organisation number. Without one you cannot join here. Ask us if you wonder: %(whom)s"
                ) % {"whom": whom}
            else:
                sentence = _("Write the organisation number. Without one you cannot join here.")
            self.add_error("number", ValidationError(sentence, code="required"))
        elif none and self.cleaned_data.get("number_missing_reason") == "":
            self.add_error(
                "number_missing_reason",
                ValidationError(_("Write in a few words why you have no number."), code="required"),
            )

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        if not answers.pop("no_number", False):
            answers["number_missing_reason"] = ""
        return answers


class MunicipalitiesField(forms.ModelMultipleChoiceField):
    """Municipalities of the region; whether any must be ticked is for the form to say, from the other answers."""

    def clean(self, value: Any) -> QuerySet[Municipality]:
        return super().clean(value) if value else Municipality.objects.none()


class ScopeForm(PageForm):
    """Where you are active (MEM-03, MEM-04)."""

    title = _("Where you are active")

    scope = forms.ChoiceField(
        label=_("Where is the organisation active?"),
        choices=Scope,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the organisation is active.")},
    )
    municipalities = MunicipalitiesField(
        label=_("Which municipalities?"),
        queryset=Municipality.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose among the municipalities in the list."),
            "invalid_pk_value": _("Choose among the municipalities in the list."),
            "invalid_list": _("Choose among the municipalities in the list."),
        },
    )
    scope_reason = TextField(
        label=_("Why do you want to join anyway?"),
        help_text=_(
            "Answer only if you chose “Otherwise”. A few sentences are enough. "
            "For example: we are a women's shelter in one municipality, and nobody represents us in the region."
        ),
        max_length=1000,
        lines=True,
        awaited=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = self.agreement.min_municipalities
        self.fields["municipalities"].queryset = self.agreement.region.municipalities.all()  # type: ignore[attr-defined]
        if not self.agreement.admits_exceptions:
            self._without_exceptions()
            return
        self.fields["municipalities"].help_text = _(
            "Tick them if you chose “Several municipalities”, and if you like also with “Otherwise”."
        )
        if self.least > 1:
            self.fields["scope"].help_text = ngettext(
                "The agreement is for organisations that are active in the whole county or in at least "
                "%(least)d municipality. If you are not, tell why you belong here all the same, "
                "and the group may make an exception.",
                "The agreement is for organisations that are active in the whole county or in at least "
                "%(least)d municipalities. If you are not, tell why you belong here all the same, "
                "and the group may make an exception.",
                self.least,
            ) % {"least": self.least}

    def _without_exceptions(self) -> None:
        """The region makes none, so nothing here leads to one (MEM-06)."""
        choices = [each for each in Scope.choices if each[0] != Scope.OTHER]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]
        del self.fields["scope_reason"]
        self.helper.layout.fields.remove("scope_reason")
        self.fields["municipalities"].help_text = _("Tick them if you chose “Several municipalities”.")
        if self.least > 1:
            self.fields["scope"].help_text = ngettext(
                "The agreement is for organisations that are active in the whole county or in at least "
                "%(least)d municipality.",
                "The agreement is for organisations that are active in the whole county or in at least "
                "%(least)d municipalities.",
                self.least,
            ) % {"least": self.least}

    def kept_answers(self) -> dict[str, Any]:
        kept = super().kept_answers()
        if self.draft is not None:
            kept["municipalities"] = list(self.draft.municipalities.values_list("pk", flat=True))
        return kept

    def clean(self) -> None:
        scope = self.cleaned_data.get("scope")
        chosen = self.cleaned_data.get("municipalities")
        if scope == Scope.SEVERAL and chosen is not None and len(chosen) < self.least:
            self.add_error("municipalities", ValidationError(self._too_few(), code="too_few"))
        if scope == Scope.OTHER and self.cleaned_data.get("scope_reason") == "":
            self.add_error(
                "scope_reason",
                ValidationError(
                    _(
                        "Write why you want to join although you are not active in a larger part of the county."
                    ),
                    code="required",
                ),
            )

    def _too_few(self) -> str:
        if not self.agreement.admits_exceptions:
            sentence = ngettext(
                "Tick at least %(least)d municipality, or choose the whole county.",
                "Tick at least %(least)d municipalities, or choose the whole county.",
                self.least,
            )
        else:
            sentence = ngettext(
                "Tick at least %(least)d municipality. If that does not fit: choose “Otherwise” and say why.",
                "Tick at least %(least)d municipalities. If that does not fit: choose “Otherwise” and say why.",
                self.least,
            )
        return sentence % {"least": self.least}

    def answers(self) -> dict[str, Any]:
        """Only what belongs to the chosen scope is kept: nobody may be listed where they did not mean to be."""
        answers = super().answers()
        if answers["scope"] == Scope.COUNTY:
            answers["municipalities"] = []
        if answers["scope"] != Scope.OTHER:
            answers["scope_reason"] = ""
        return answers


class ContactForm(PageForm):
    """Whom we write to (MEM-21, MEM-23), and what of it may be shown (MEM-24; nothing unless ticked)."""

    title = _("Contact person")

    contact_name = TextField(
        label=_("Who is the contact person?"),
        help_text=_("First name and surname."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name of the contact person.")},
    )
    contact_email = AddressField(
        label=_("E-mail"),
        error_messages={
            "required": _("Write an e-mail address. All letters about the application go there.")
        },
    )
    contact_phone = PhoneField(label=_("Phone"), help_text=_("For example 070-123 45 67."), required=False)
    contact_level = forms.ChoiceField(
        label=_("How do you want to be contacted?"),
        help_text=_("Whom should we turn to when there is something to discuss with you?"),
        choices=ContactLevel,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the regional or the local level.")},
    )
    publish_name = forms.BooleanField(label=_("The name"), required=False)
    publish_email = forms.BooleanField(label=_("The e-mail address"), required=False)
    publish_phone = forms.BooleanField(label=_("The phone number"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.is_authenticated:
            self.fields["contact_email"].help_text = _(
                "Letters about the application go to this address too, once it is decided."
            )
        else:
            self.fields["contact_email"].help_text = _(
                "All letters about the application go there. In the next step we send a code to the address, "
                "so that we know that it is yours. You need no password."
            )

    def kept_answers(self) -> dict[str, Any]:
        kept = super().kept_answers()
        if self.user.is_authenticated:
            kept["contact_email"] = kept.get("contact_email") or self.user.email
            kept["contact_name"] = kept.get("contact_name") or self.user.name
        return kept

    def layout(self) -> Layout:
        question = _("What may be shown of the contact person?")
        explained = _(
            "When you have joined, your organisation gets a page that everybody can read. "
            "Nothing about the contact person is shown there unless you tick it."
        )
        return Layout(
            "contact_name",
            "contact_email",
            "contact_phone",
            "contact_level",
            Fieldset(
                question,
                HTML(format_lazy('<p class="form-text">{}</p>', explained)),
                "publish_name",
                "publish_email",
                "publish_phone",
            ),
        )


# The order is the order of the pages; the keys are their addresses.
PAGES: dict[str, type[PageForm]] = {
    "organisation": OrganisationForm,
    "omrade": ScopeForm,
    "kontakt": ContactForm,
    "intygande": DeclarationForm,
}
