"""The form of a decision that corrects another one: everybody who can be chosen, the record, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import Words
from nominations.admin.compare import RecordForm
from nominations.services import Pick, Record, has_moved, may_be_chosen_after_all
from nominations.states import Wants
from nominations.vacant import choices_of

if TYPE_CHECKING:
    from nominations.models import Choice, Nomination, NominationRound, RoundDecision

PLACE, NOT_CHOSEN = "place_", "no"
FACTS = ("decided_on", "paragraph", "registry_number", "unequal_reason", "reasons")


class CorrectForm(RecordForm):
    """Filled in as the decision stands. Who has left or moved since keeps the place and is not asked about."""

    of = forms.IntegerField(widget=forms.HiddenInput)
    why = Words(
        _("Why is the decision corrected?"),
        max_length=1000,
        help_text=_("Stands on the public page, and in the letters."),
        ask=_("Please say why."),
    )

    def __init__(self, *args: Any, round_: NominationRound, **kwargs: Any) -> None:
        self.round = round_
        self.choices = choices_of(round_)
        decision = round_.decision
        initial = {name: getattr(decision, name) for name in FACTS} | {
            "of": decision.pk if decision else None
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["unequal_reason"].required = False
        self.fields["unequal_reason"].help_text = _("Only where they are not. Stands on the public page.")
        self.kept = [each for each in self.choices if has_moved(each)]
        self.people: dict[str, Nomination] = {}
        for choice in self.choices:
            if choice not in self.kept:
                self._ask(choice.nomination, choice)
        for nomination in may_be_chosen_after_all(round_):
            self._ask(nomination, None)
        self.order_fields([*self.people, *FACTS, "why", "of"])

    def _ask(self, nomination: Nomination, choice: Choice | None) -> None:
        ranks = max(self.round.alternates_sought, sum(bool(each.rank) for each in self.choices))
        places: list[tuple[str, Any]] = [(NOT_CHOSEN, _("Not chosen"))]
        if nomination.wants != Wants.ALTERNATE or (choice is not None and not choice.rank):
            places.append(("0", _("Chosen")))
        if nomination.wants != Wants.ORDINARY:
            places += [(str(rank), _alternate(rank)) for rank in range(1, ranks + 1)]
        name = f"{PLACE}{nomination.pk}"
        self.people[name] = nomination
        self.fields[name] = forms.ChoiceField(
            label=f"{nomination} ({nomination.nominator})",
            choices=places,
            initial=str(choice.rank) if choice is not None else NOT_CHOSEN,
        )

    @property
    def corrected(self) -> RoundDecision | None:
        """The decision that stood on the page when the button was pressed."""
        return self.round.decisions.filter(pk=self.cleaned_data["of"]).first()  # type: ignore[no-any-return]

    @property
    def picks(self) -> list[Pick]:
        """Everybody who is chosen now, also those who are not asked about."""
        said = [(nomination, self.cleaned_data[name]) for name, nomination in self.people.items()]
        return [
            *(Pick(each.nomination, each.rank) for each in self.kept),
            *(Pick(nomination, int(place)) for nomination, place in said if place != NOT_CHOSEN),
        ]

    @property
    def record(self) -> Record:
        return Record(**{name: self.cleaned_data[name] for name in FACTS})


def _alternate(rank: int) -> Any:
    return _("Alternate number %(rank)s") % {"rank": rank}
