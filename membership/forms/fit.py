"""Three questions before the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms import ButtonForm
from membership.fit import Stands, Where, Who

if TYPE_CHECKING:
    from agreement.models import Agreement


class FitForm(ButtonForm):
    """Sent by GET, kept nowhere: an answer is an address."""

    button = _("See what we think")
    button_name = "visa"

    vilka = forms.ChoiceField(
        label=_("What are you?"),
        choices=Who,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you are.")},
    )
    var = forms.ChoiceField(
        label=_("Where are you active?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you are active.")},
    )
    bakom = forms.ChoiceField(
        label=_("Do you stand behind the agreement?"),
        choices=Stands,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you stand behind the agreement.")},
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = agreement.min_municipalities
        enough = ngettext("At least %(least)d municipality", "At least %(least)d municipalities", least)
        self.fields["var"].choices = [  # type: ignore[attr-defined]
            (Where.COUNTY.value, Where.COUNTY.label),
            (Where.ENOUGH.value, enough % {"least": least}),
            (Where.FEWER.value, Where.FEWER.label),
        ]
        self.helper.form_method = "get"
