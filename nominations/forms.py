"""What a nominator fills in, and the buttons of those who answer. Forms check and hand over; services write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OneButton
from agreement.models import Municipality
from membership.forms.fields import AddressField, TextField
from nominations.models import Nomination, Wish
from nominations.states import Wants

if TYPE_CHECKING:
    from nominations.models import NominationRound
    from nominations.permissions import Right


class NominationForm(OneButton, forms.ModelForm):  # type: ignore[type-arg]
    """A nomination. What the portal knows already is not asked: the organisation, who writes, the round (CRO-30)."""

    right = forms.ChoiceField(
        label=_("Who nominates?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who nominates.")},
    )
    nominee_name = TextField(
        label=_("Whom do you nominate?"),
        max_length=120,
        help_text=_("First name and surname."),
        error_messages={"required": _("Write the name of the person.")},
    )
    nominee_email = AddressField(
        label=_("The person's e-mail"),
        help_text=_("We write there once you send the nomination. The person answers yes or no by a link."),
        error_messages={"required": _("Write the person's e-mail address.")},
    )
    nominee_role = TextField(
        label=_("Role in the organisation"),
        max_length=120,
        required=False,
        help_text=_("For example chairperson, or active member."),
    )
    motivation = TextField(
        lines=True,
        label=_("Why this person?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the person knows and has done. The leadership group reads it, nobody else."),
        error_messages={"required": _("Write why you nominate this person.")},
    )
    wants = forms.ChoiceField(
        label=_("The person stands for"), choices=Wants.choices, widget=forms.RadioSelect
    )
    municipality = forms.ModelChoiceField(
        label=_("Home municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("Not said"),
    )
    brings = forms.ModelMultipleChoiceField(
        label=_("What does the person bring?"),
        queryset=Wish.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These are the wishes of the round. Tick what fits."),
    )

    class Meta:
        model = Nomination
        fields = (
            *("nominee_name", "nominee_email", "nominee_role"),
            *("motivation", "wants", "municipality"),
        )

    field_order = (
        *("right", "nominee_name", "nominee_email", "nominee_role"),
        *("motivation", "wants", "municipality", "brings"),
    )

    def __init__(
        self, *args: Any, round_: NominationRound, rights: list[Right], own_role: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.rights = {right.key: right for right in rights}
        if len(self.rights) > 1:
            fields["right"].choices = [
                (key, right.organisation.name if right.organisation else right.ground.label)
                for key, right in self.rights.items()
            ]
        else:
            del self.fields["right"]
        if not round_.alternates_sought:
            del self.fields["wants"]
        fields["municipality"].queryset = Municipality.objects.filter(region=round_.agreement.region_id)
        ticked = round_.wishes.filter(side="", municipality=None)
        if all(right.organisation for right in rights):  # whose fields of activity are known
            ticked = ticked.filter(field="")
        if ticked:
            fields["brings"].queryset = ticked
            if self.instance.pk:
                self.initial["brings"] = list(self.instance.brings.values_list("pk", flat=True))
        else:
            del self.fields["brings"]

    @property
    def right_of(self) -> Right:
        """By which right the person nominates."""
        key = self.cleaned_data.get("right") or next(iter(self.rights))
        return self.rights[key]

    def answers(self) -> dict[str, Any]:
        """What the service wants."""
        names = (*self.Meta.fields, "brings")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def _post_clean(self) -> None:
        """The model's own constraints are the service's to meet: it says them in words."""
