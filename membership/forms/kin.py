"""What a member says about its umbrella and its branches, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from membership.forms.fields import TextField
from membership.likeness import name_key
from membership.models import Membership
from membership.numbers import clean_organisation_number
from membership.states import KinSays

if TYPE_CHECKING:
    from django.db.models import QuerySet


class KinForm(ButtonForm):
    """Which organisation, and what it is to this one. Only who has joined in the same agreement can be named: that is
    public, and who has applied is not.
    """

    button = _("Send")

    says = forms.ChoiceField(
        label=_("What is it to you?"),
        choices=KinSays,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is to you.")},
    )
    who = TextField(
        label=_("Which organisation?"),
        help_text=_("Its whole name as it stands on the list, or its organisation number."),
        max_length=200,
        error_messages={"required": _("Write the name or the number of the organisation.")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_who(self) -> Membership:
        typed: str = self.cleaned_data["who"]
        members = Membership.objects.filter(agreement=self.membership.agreement_id).current()
        found = list(_called(members, typed).select_related("organisation")[:20])
        if len(found) > 1:
            exact = [each for each in found if each.organisation.name.casefold() == typed.casefold()]
            found = exact or found
        if not found:
            raise ValidationError(
                _(
                    "Nobody that has joined here has that name or number. If they have not joined, "
                    "tell the secretariat."
                ),
                code="unknown",
            )
        if len(found) > 1:
            raise ValidationError(_("Several are called that. Write the number."), code="several")
        if found[0].organisation_id == self.membership.organisation_id:
            raise ValidationError(_("That is your own organisation."), code="own")
        return found[0]


class AnswerForm(ButtonForm):
    """Two buttons."""

    button = _("Yes, that is right")
    button_name = "yes"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.add_input(Submit("no", _("No, that is wrong"), css_class="btn-secondary"))


def _called(members: QuerySet[Any], typed: str) -> QuerySet[Any]:
    try:
        number = clean_organisation_number(typed)
    except ValidationError:
        number = ""
    if number:
        return members.filter(organisation__number=number)
    return members.filter(organisation__name_key=name_key(typed))
