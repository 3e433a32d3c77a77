"""What a meeting decided about a list of cases: the meeting once, and a row of its own for each case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import Words
from membership.admin.decision_forms import SHOW, RecordForm, held
from membership.admin.outcome_forms import ManyForm, ReasonsForm, WhyForm, what_it_asks
from membership.exceptions import ChangedSince, DecisionNotPossible
from membership.services import Ruling
from membership.services.meeting_list import edition_of
from membership.states import Outcome, Scope, Status, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from agreement.models import Criterion
    from membership.admin.planned import Planned
    from membership.models import Application
    from membership.quorum import Decider
    from membership.services import Held
    from steps.exceptions import Refusal

LATER, LEFT = "later", _("Not decided, left for later")
LEFT_WITH_WORDS = _("Not decided, left for later. What you have written about it here is not kept.")
# Buttons that only bring the form back: the day's seats (SHOW), the rest as approved, and from the table to the form.
REST, CHANGE = "rest", "change"
RECORD = "record"  # the only one that writes
BUTTONS = (SHOW, REST, CHANGE, RECORD)
DECIDES = (Outcome.APPROVED, Outcome.DECLINED)
# What a row says besides its outcome.
SAID = ("paragraph", "registry_number", "reasons", "reasons_text", "dissent")
LONGEST_NUMBER = 6


class MeetingForm(ManyForm):
    """What all cases of the list have in common. The paragraph is the first one's; rows count on from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_shows = only_shows(self.data)
        paragraph = self.fields["paragraph"]
        paragraph.required = False
        paragraph.label = _("First paragraph in the minutes (§)")
        paragraph.help_text = _(
            "The number only, for example 12. Decided cases below without a number of their own count on from it."
        )


def only_shows(data: Any) -> bool:
    """Whether a button was pressed that only brings the form back, with what was typed."""
    return any(name in data for name in (SHOW, REST, CHANGE))


class Criteria(forms.MultipleChoiceField):
    """Criteria of the agreement, read once for all rows."""

    widget = forms.CheckboxSelectMultiple
    known: dict[str, Criterion]

    def offer(self, criteria: Sequence[Criterion]) -> None:
        self.known = {str(each.pk): each for each in criteria}
        self.choices = [(key, each.text) for key, each in self.known.items()]

    def clean(self, value: Any) -> tuple[Criterion, ...]:
        return tuple(self.known[key] for key in super().clean(value))


class RulingForm(forms.Form):
    """A row: what the meeting decided in one case, and what the record says of that case alone."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label=_("What did the meeting decide?"),
        choices=[
            (Outcome.APPROVED, Outcome.APPROVED.label),
            (Outcome.DECLINED, _("Refused")),
            (LATER, LEFT),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    paragraph = forms.CharField(
        label=_("Its own paragraph (§)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-4", "autocomplete": "off"}),
    )
    shown = forms.CharField(
        max_length=20, required=False, widget=forms.HiddenInput
    )  # its number in the table
    edition = forms.CharField(
        max_length=100, required=False, widget=forms.HiddenInput
    )  # the application as it was
    registry_number = RecordForm.base_fields["registry_number"]
    reasons = Criteria(label=ReasonsForm.base_fields["reasons"].label, required=False)
    reasons_text = Words(
        _("Reasons in words"), max_length=4000, help_text=WhyForm.base_fields["reasons_text"].help_text
    )
    dissent = RecordForm.base_fields["dissent"]

    def __init__(self, data: Any = None, *, planned: Planned, criteria: Sequence[Criterion]) -> None:
        self.planned = planned
        self.case: Application = planned.case
        self.is_told = False  # that the application is another one than it was
        super().__init__(data, prefix=prefix_of(self.case))
        self.fields["reasons"].offer(criteria)  # type: ignore[attr-defined]
        if self.case.scope == Scope.OTHER:
            self.fields["reasons_text"].help_text = what_it_asks(self.case)

    @property
    def before(self) -> str:
        """Which application whoever fills in the row has before them: the first that was shown, until they are told
        that there is another.
        """
        first = self.is_bound and not self.is_told
        return str(self["edition"].value() or "") if first else edition_of(self.case)

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of the folded part that are written in, besides the criteria."""
        return [self[name] for name in ("reasons_text", "registry_number", "dissent")]

    @cached_property
    def is_open(self) -> bool:
        """Whether the folded part is shown: something stands in it, is wrong there, or has to be said there."""
        if self.case.scope == Scope.OTHER:
            return True
        names = ("reasons", "reasons_text", "registry_number", "dissent")
        return any(self[name].errors or self[name].value() for name in names)

    def full_clean(self) -> None:
        super().full_clean()
        if only_shows(self.data):
            self._errors = ErrorDict()

    def clean_paragraph(self) -> str:
        return str(self.cleaned_data["paragraph"]).lstrip("§ ").strip()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        outcome, words = data.get("outcome"), str(data.get("reasons_text") or "").strip()
        if outcome == Outcome.DECLINED:
            if not data.get("reasons"):
                self.add_error("reasons", ReasonsForm.base_fields["reasons"].error_messages["required"])
            if not words:
                self.add_error(
                    "reasons_text", ReasonsForm.base_fields["reasons_text"].error_messages["required"]
                )
        elif outcome == Outcome.APPROVED:
            if data.get("reasons"):
                self.add_error("reasons", _("Criteria belong to a refusal. Take the ticks away, or decline."))
            if self.case.scope == Scope.OTHER and not words:
                self.add_error("reasons_text", WhyForm.base_fields["reasons_text"].error_messages["required"])
        elif not outcome and any(data.get(name) for name in SAID):
            self.add_error("outcome", _("Choose what the meeting decided in this case."))
        # What is recorded is refused by the service alone, so that the other cases are not held up.
        looks = RECORD not in self.data and not only_shows(self.data)
        if looks and outcome in DECIDES and data.get("edition") != edition_of(self.case):
            self.is_told = True
            self.add_error("outcome", ChangedSince.sentence)
        return data

    @property
    def is_decided(self) -> bool:
        return self.cleaned_data.get("outcome") in DECIDES

    @property
    def is_worded(self) -> bool:
        """Whether more than an outcome and a number was filled in."""
        return any(self.cleaned_data.get(name) for name in SAID if name != "paragraph")

    @property
    def why_left(self) -> str:
        """Why a row without a decision stays in the queue, and that what stands in it goes with the page."""
        says_more = self.is_worded or self.cleaned_data.get("paragraph")
        return str(LEFT_WITH_WORDS if says_more else LEFT)

    @property
    def ruling(self) -> Ruling:
        data = self.cleaned_data
        return Ruling(
            outcome=Outcome(data["outcome"]),
            paragraph=data["paragraph"],
            registry_number=data["registry_number"],
            reasons=data["reasons"],
            reasons_text=data["reasons_text"],
            dissent=data["dissent"],
            edition=data["edition"],
        )


def prefix_of(case: Application) -> str:
    return f"case-{case.pk}"


class ListForm:
    """The meeting and its cases, filled in together: one slip anywhere, and everything comes back as it was typed."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        meeting: MeetingForm,
        planned: Sequence[Planned],
        criteria: Sequence[Criterion],
    ) -> None:
        self.meeting = meeting
        self.decider: Decider = meeting.decider
        # What was filled in stays a row although the case has moved on: the service says why it is not decided.
        rows = [
            each for each in planned if each.case.status == Status.SUBMITTED or _is_filled(data, each.case)
        ]
        self.left_out = [each for each in planned if each not in rows]
        sent = self._with_the_rest(data, rows)
        self.rows = [RulingForm(sent, planned=each, criteria=criteria) for each in rows]

    def _with_the_rest(self, data: QueryDict | None, rows: Sequence[Planned]) -> MultiValueDict | None:
        """What was sent; after the button REST, cases about which nothing was filled in as approved. Words without an
        outcome may be half a refusal, so they are asked about.
        """
        if data is None or REST not in data:
            return data
        sent = data.copy()
        for each in rows:
            prefix = prefix_of(each.case)
            if not each.reason and not any(data.get(f"{prefix}-{name}", "").strip() for name in SAID):
                sent.setdefault(f"{prefix}-outcome", Outcome.APPROVED.value)
        return sent

    @property
    def decided(self) -> list[RulingForm]:
        return [row for row in self.rows if row.is_decided]

    @property
    def held(self) -> Held:
        """The day and who was there, the same for all."""
        return held(self.meeting.cleaned_data)

    @property
    def present(self) -> list[str]:
        """Who of those that sit in the group is recorded as having been there."""
        return self._sitting(are_absent=False)

    @property
    def missing(self) -> list[str]:
        """Who of them is recorded as not having been there."""
        return self._sitting(are_absent=True)

    def _sitting(self, *, are_absent: bool) -> list[str]:
        absent = self.held.absent
        sits = {user: name for group in self.meeting.groups for user, name in group.holders.items()}
        return [name for user, name in sits.items() if (user in absent) == are_absent]

    def is_valid(self) -> bool:
        """Whether everything is as it can be written. Says at its place what is not."""
        good = [each.is_valid() for each in (self.meeting, *self.rows)]
        if not all(good):
            return False
        if not self.decided:
            self.meeting.add_error(None, _("Choose what the meeting decided in at least one case."))
            return False
        self._count_on()
        return all(row.is_valid() for row in self.rows)

    def _count_on(self) -> None:
        """Each decided case has a paragraph: its own, or one more than the one before. What is recorded is the number
        that the table showed.
        """
        number = self.meeting.cleaned_data["paragraph"]
        for row in self.decided:
            shown = row.cleaned_data["shown"] if RECORD in self.meeting.data else ""
            number = shown or row.cleaned_data["paragraph"] or number
            if not number:
                row.add_error("paragraph", RecordForm.base_fields["paragraph"].error_messages["required"])
            row.cleaned_data["paragraph"] = number
            number = _after(number)

    def is_possible(self) -> bool:
        """Whether the group could decide so, with those who were there. Where voices are unequal it is asked why; where
        no case at all can be decided, it says so. Cases that cannot are left, the others go on.
        """
        held = self.held
        self.decider.absent, self.decider.unequal_reason = held.absent, held.unequal_reason
        refused = [
            DecisionNotPossible(reason, why=held.why(self.decider, row.case))
            for row in self.decided
            if (reason := self.refusal(row))
        ]
        unequal = [each for each in refused if each.why == Why.UNEQUAL]
        if unequal:
            return not self.meeting.blame(unequal[0])
        if len(refused) == len(self.decided):
            if not self.meeting.blame(refused[0]):
                self.meeting.add_error(None, str(refused[0]))
            return False
        return True

    def refusal(self, row: RulingForm) -> str:
        """Why the row's case cannot be decided so; empty if it can. The service asks again."""
        return str(self.held.why_not(self.decider, row.case, row.ruling.outcome))

    def to_write(self) -> list[RulingForm]:
        """The rows of which there will be a decision, with `ruling`."""
        return [row for row in self.decided if not self.refusal(row)]

    def to_leave(self) -> list[tuple[Application, str]]:
        """The cases that stay as they are, and why."""
        left = [(row.case, self.refusal(row) if row.is_decided else row.why_left) for row in self.rows]
        return [each for each in left if each[1]] + [(each.case, each.reason) for each in self.left_out]

    def sent_again(self) -> list[tuple[str, str]]:
        """Everything that was filled in, as hidden fields of the page that asks whether it is right, and besides the
        numbers that it shows. Only what is recorded takes those: where something is changed, they are counted anew.
        """
        shown = {f"{row.prefix}-shown": row.cleaned_data["paragraph"] for row in self.decided}
        typed = [
            (name, value)
            for name, values in self.meeting.data.lists()  # type: ignore[attr-defined]
            for value in values
            if name not in (*BUTTONS, *shown, "csrfmiddlewaretoken")
        ]
        return typed + list(shown.items())

    def doubled(self) -> list[str]:
        """Paragraphs that stand at more than one decision: right where the meeting took them together."""
        numbers = Counter(row.ruling.paragraph for row in self.to_write())
        return [number for number, times in numbers.items() if times > 1]

    def typed_of(self, refused: Sequence[tuple[Application, Refusal]]) -> QueryDict | None:
        """What was filled in, with those of the refused cases alone that may still be decided and about which more than
        an outcome was written, or that are to be read anew; None if there are none. Their paragraphs stay as they were
        shown.
        """
        waits = (Status.SUBMITTED, Status.SUPPLEMENT)
        waiting = {case.pk: why for case, why in refused if case.status in waits}
        anew = {pk for pk, why in waiting.items() if isinstance(why, ChangedSince)}
        kept = [
            row for row in self.decided if row.case.pk in waiting and (row.is_worded or row.case.pk in anew)
        ]
        if not kept:
            return None
        sent = self.meeting.data.copy()  # type: ignore[attr-defined]
        del sent[RECORD]
        sent["ids"] = ",".join(str(row.case.pk) for row in kept)
        for row in kept:
            sent[f"{row.prefix}-paragraph"] = row.cleaned_data["paragraph"]
        return sent

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong, in the page's order: the case's name if it is about one, the sentence, and at which field."""
        for form in (self.meeting, *self.rows):
            name = form.case.name if isinstance(form, RulingForm) else ""
            for sentence in form.non_field_errors():
                yield name, str(sentence), ""
            for field in form:
                at = field.id_for_label or f"{field.auto_id}_0"
                yield from ((name, str(sentence), at) for sentence in field.errors)


def _is_filled(data: QueryDict | None, case: Application) -> bool:
    return data is not None and f"{prefix_of(case)}-paragraph" in data


def _after(number: str) -> str:
    """The next paragraph; empty where it cannot be counted on, as after 12 a."""
    if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
        return str(int(number) + 1)
    return ""
