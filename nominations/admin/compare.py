"""All nominations of a round side by side, and what a choice among them would give. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import StaffForm, Words
from agreement.admin_scope import OneDay
from nominations.models import Choice, Nomination, NominationRound, SeatOffer
from nominations.services import Pick
from nominations.standing import Standing
from nominations.states import CHOSEN, State
from nominations.trying import conflicts_of, try_out
from nominations.wishes import Wishes

if TYPE_CHECKING:
    from django.http import QueryDict

    from nominations.counting import Verdict
    from nominations.trying import Trial

PICK, RANK = "pick", "rank_"
TONES = {State.ACCEPTED: "success", State.SUBMITTED: "progress", State.DECLINED: "warning"}


@dataclass(frozen=True)
class Column:
    """A nomination beside the others."""

    nomination: Nomination
    verdict: Verdict
    met: list[str]
    is_picked: bool
    rank: int

    @property
    def can_be_chosen(self) -> bool:
        return self.nomination.state == State.ACCEPTED and self.verdict.counts == "yes"

    @property
    def tone(self) -> str:
        state = State(self.nomination.state)
        return "success" if state in CHOSEN else TONES.get(state, "neutral")

    @property
    def name_of_rank(self) -> str:
        return f"{RANK}{self.nomination.pk}"


class Comparison:
    """What the page shows: every nomination that was sent, those who are ticked, and what that would give.

    Flat: the same few queries for three nominations as for three hundred.
    """

    def __init__(self, round_: NominationRound, sent: QueryDict) -> None:
        self.round = round_
        self.sent = sent

    @cached_property
    def columns(self) -> list[Column]:
        """Those who can be chosen first, then by name."""
        rows = list(
            self.round.nominations.for_group()
            .select_related("organisation", "nominated_by", "municipality", "party", "round")
            .prefetch_related("brings")
        )
        wishes = Wishes(self.round, rows)
        standing = Standing(rows)
        ticked = {value for value in self.sent.getlist(PICK) if value.isascii() and value.isdigit()}
        found = []
        for row in rows:
            met = [wish.text for wish in wishes.met_by(row)]
            picked = str(row.pk) in ticked
            rank = 0 if picked else _number(self.sent.get(f"{RANK}{row.pk}", ""))
            found.append(Column(row, standing.of(row), met, picked, rank))
        return sorted(
            found, key=lambda each: (not each.can_be_chosen, each.nomination.nominee_name.casefold())
        )

    @cached_property
    def chosen(self) -> list[Column]:
        return [each for each in self.columns if each.is_picked and each.can_be_chosen]

    @cached_property
    def alternates(self) -> list[Column]:
        ranked = [each for each in self.columns if each.rank and each.can_be_chosen]
        return sorted(ranked, key=lambda each: each.rank)

    @cached_property
    def lost(self) -> list[str]:
        """Who was ticked and cannot be chosen (any more): nobody is left out of a decision without a word."""
        lost = [each for each in self.columns if (each.is_picked or each.rank) and not each.can_be_chosen]
        known = {str(each.nomination.pk) for each in self.columns}
        asked = set(self.sent.getlist(PICK))
        asked |= {name.removeprefix(RANK) for name in self.sent if name.startswith(RANK) and self.sent[name]}
        # Of what the group does not see no name is told.
        return [
            *(str(each.nomination) for each in lost),
            *([gettext("a withdrawn nomination")] if asked - known else []),
        ]

    @property
    def picks(self) -> list[Pick]:
        return [
            *(Pick(each.nomination) for each in self.chosen),
            *(Pick(each.nomination, each.rank) for each in self.alternates),
        ]

    @cached_property
    def trial(self) -> Trial:
        return try_out(self.round, [each.nomination for each in self.chosen], self._first_day)

    @property
    def _first_day(self) -> dt.date:
        """The first day of the term that is asked for: seats that are equal on one day need not be on another."""
        try:
            return dt.date.fromisoformat(self.sent.get("from_on", ""))
        except ValueError:
            return self.round.term_from_on

    @property
    def is_tried(self) -> bool:
        """Whether somebody has pressed the button, or come with ticks."""
        return bool(self.chosen or self.alternates or self.sent.get("try"))

    @property
    def ranks(self) -> range:
        return range(1, max(self.round.alternates_sought, len(self.alternates)) + 1)

    @cached_property
    def conflicts(self) -> list[dict[str, str]]:
        return conflicts_of(self.round)

    @property
    def query(self) -> str:
        """The ticks as part of an address."""
        pairs = [(PICK, str(each.nomination.pk)) for each in self.chosen]
        pairs += [(each.name_of_rank, str(each.rank)) for each in self.alternates]
        return urlencode(pairs)

    @cached_property
    def outcome(self) -> list[dict[str, Any]]:
        """After the decision: who was chosen for what, whether they still sit, and what alternates were offered."""
        choices = (
            Choice.objects.standing()
            .filter(decision__round=self.round)
            .select_related("nomination__organisation", "nomination__nominated_by", "holding")
        )
        offers: dict[int, list[SeatOffer]] = {}
        for offer in SeatOffer.objects.filter(nomination__round=self.round):
            offers.setdefault(offer.nomination_id, []).append(offer)
        return [{"choice": each, "offers": offers.get(each.nomination_id, [])} for each in choices]


def compared(round_: NominationRound, sent: QueryDict) -> Comparison:
    return Comparison(round_, sent)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


class RecordForm(StaffForm):
    """How the group decided, as the record says it."""

    decided_on = forms.DateField(
        label=_("Date of the meeting"),
        widget=OneDay(attrs={"class": "w-8"}),
        error_messages={"required": _("Write the day of the meeting.")},
    )
    paragraph = forms.CharField(
        label=_("Paragraph"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-4"}),
        help_text=_("For example 14."),
        error_messages={"required": _("Write the paragraph of the minutes.")},
    )
    registry_number = forms.CharField(
        label=_("Registry number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8"}),
    )
    unequal_reason = Words(
        _("Why are the seats not equally many?"),
        max_length=1000,
        help_text=_("Stands on the public page."),
        ask=_("The filled seats are not equally many. Say why."),
    )
    reasons = Words(_("Reasons"), help_text=_("How the group weighed the wishes. Kept in the record."))


class DecideForm(RecordForm):
    """Why seats are unequal is asked only where they would be."""

    from_on = forms.DateField(label=_("Term from"), widget=OneDay(attrs={"class": "w-8"}))
    to_on = forms.DateField(
        label=_("Term to and including"), required=False, widget=OneDay(attrs={"class": "w-8"})
    )
    field_order = (
        *("decided_on", "paragraph", "registry_number", "from_on", "to_on"),
        *("unequal_reason", "reasons"),
    )

    def __init__(self, *args: Any, round_: NominationRound, trial: Trial, **kwargs: Any) -> None:
        initial = {"from_on": round_.term_from_on, "to_on": round_.term_to_on}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if trial.is_equal:
            del self.fields["unequal_reason"]
