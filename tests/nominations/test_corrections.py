"""A decision of a round is corrected by a new one that refers to it: seats, letters and pages follow (MEM-30, MEM-34)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreement.models import Region, SeatHolding
from agreement.seating import end_holding
from agreement.states import SeatKind
from letters.models import Letter
from nominations.exceptions import CannotDecide
from nominations.models import Choice, ForumSeat, Nomination, NominationRound, RoundDecision, SeatOffer
from nominations.services import (
    Pick,
    accept_offer,
    correct_decision,
    decide_round,
    fill_vacancies,
    forget_unchosen,
)
from nominations.states import State
from samverkan.public_cache import forget
from steps.exceptions import AlreadyMoved, Refusal, StepNotAllowed
from tests.factories import make_leader, make_region, make_user, sign_in
from tests.harness.at_once import at_once, refused
from tests.nominations.rows import UNEQUAL, make_forum, make_nomination, midday, over, record

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
ADMIN = "/admin/nominations/nominationround/"


class Decided:
    """Two who are chosen, one alternate, one who was not; the term begins `begins` days from now."""

    def __init__(self, region: Region, begins: int = 20, **fields: Any) -> None:
        today = timezone.localdate()
        self.round = over(region, term_from_on=today + begins * ONE_DAY, **fields)
        self.leader = make_leader(region)
        self.chosen = [make_nomination(self.round) for _number in range(2)]
        self.alternate, self.other = make_nomination(self.round), make_nomination(self.round)
        self.silent = make_nomination(self.round, state=State.SUBMITTED)
        picks = [*(Pick(each) for each in self.chosen), Pick(self.alternate, 1)]
        self.decision = decide_round(self.round, user=self.leader, picks=picks, record=record())
        self.round = NominationRound.objects.get(pk=self.round.pk)
        for each in (*self.chosen, self.alternate, self.other, self.silent):
            each.refresh_from_db()
        self.letters = set(Letter.objects.values_list("pk", flat=True))

    def correct(self, *picks: Pick, why: str = "Protokollet var fel.", **changed: Any) -> RoundDecision:
        of = changed.pop("of", None) or self.round.decision
        user = changed.pop("user", self.leader)
        return correct_decision(
            self.round, of=of, user=user, picks=list(picks), record=record(**changed), why=why
        )

    def form(self, **said: str) -> dict[str, str]:
        """What is sent to correct it: the second of the chosen is not, the other one is."""
        return {
            "of": str(self.decision.pk),
            f"place_{self.chosen[0].pk}": "0",
            f"place_{self.chosen[1].pk}": "no",
            f"place_{self.other.pk}": "0",
            f"place_{self.alternate.pk}": "1",
            "decided_on": timezone.localdate().isoformat(),
            "unequal_reason": UNEQUAL,
            **said,
        }

    @property
    def as_it_was(self) -> list[Pick]:
        return [*(Pick(each) for each in self.chosen), Pick(self.alternate, 1)]

    def states(self) -> dict[int, str]:
        return dict(Nomination.objects.values_list("pk", "state"))

    def sitting(self, day: dt.date, kind: str = SeatKind.ORDINARY) -> set[str]:
        held = SeatHolding.objects.on(day).filter(seat__body=self.round.body, seat__kind=kind)
        return set(held.values_list("user__email", flat=True))

    def told(self) -> set[tuple[str, str]]:
        """The new letters to nominees."""
        new = Letter.objects.exclude(pk__in=self.letters).filter(to__startswith="nominerad")
        return set(new.values_list("kind", "to"))


def test_right_facts_are_a_new_row_and_nobody_moves(region: Region) -> None:
    case = Decided(region)
    before = list(SeatHolding.objects.order_by("pk").values_list("pk", "user", "from_on", "to_on"))

    new = case.correct(*case.as_it_was, paragraph="15")

    old = RoundDecision.objects.get(pk=case.decision.pk)
    assert (old.paragraph, new.paragraph, new.corrects, new.correction) == (
        "14",
        "15",
        old,
        "Protokollet var fel.",
    )
    assert case.round.decision == new
    assert list(SeatHolding.objects.order_by("pk").values_list("pk", "user", "from_on", "to_on")) == before
    assert all("15" in each.appointed for each in SeatHolding.objects.filter(seat__body=case.round.body))
    assert case.told() == {("round_corrected", each.nominee_email) for each in (*case.chosen, case.alternate)}
    assert [each.step for each in case.round.events.all()][-1] == "correct"
    assert Choice.objects.standing().count() == 3


def test_somebody_else_before_the_term_has_begun(region: Region) -> None:
    case = Decided(region)
    wrong, right = case.chosen[1], case.other

    case.correct(Pick(case.chosen[0]), Pick(right), Pick(case.alternate, 1))

    first = case.round.term_from_on
    assert case.sitting(first) == {case.chosen[0].nominee_email, right.nominee_email}
    assert not SeatHolding.objects.filter(user__email=wrong.nominee_email).exists()
    assert (case.states()[wrong.pk], case.states()[right.pk]) == (State.NOT_CHOSEN, State.SEATED)
    assert case.told() == {
        ("nominee_unchosen", wrong.nominee_email),
        ("nominee_chosen", right.nominee_email),
    }
    fill_vacancies(case.round)
    assert not SeatOffer.objects.exists()


def test_somebody_else_after_the_term_has_begun_leaves_the_history(region: Region) -> None:
    case = Decided(region, begins=-5)
    wrong, right, today = case.chosen[1], case.other, timezone.localdate()

    case.correct(Pick(case.chosen[0]), Pick(right), Pick(case.alternate, 1))

    assert wrong.nominee_email in case.sitting(today)
    assert case.sitting(today + ONE_DAY) == {case.chosen[0].nominee_email, right.nominee_email}
    assert len(case.sitting(today)) == 2
    with time_machine.travel(midday(today + ONE_DAY), tick=False):
        fill_vacancies(case.round)
    assert not SeatOffer.objects.exists()


def test_alternate_and_ordinary_change_places(region: Region) -> None:
    case = Decided(region)
    down, up = case.chosen[1], case.alternate

    case.correct(Pick(case.chosen[0]), Pick(up), Pick(down, 1))

    first = case.round.term_from_on
    assert case.sitting(first) == {case.chosen[0].nominee_email, up.nominee_email}
    assert case.sitting(first, SeatKind.ALTERNATE) == {down.nominee_email}
    assert (case.states()[down.pk], case.states()[up.pk]) == (State.ALTERNATE, State.SEATED)


def test_who_is_not_chosen_after_all_is_forgotten_in_time(region: Region) -> None:
    case = Decided(region, keep_days=30)
    wrong = case.chosen[1]
    with time_machine.travel(midday(timezone.localdate() + 40 * ONE_DAY), tick=False):
        forget_unchosen(case.round)
        with pytest.raises(CannotDecide):  # of whom nothing is left cannot be chosen
            case.correct(*case.as_it_was, Pick(Nomination.objects.get(pk=case.other.pk)))
        case.correct(Pick(case.chosen[0]), Pick(case.alternate, 1))
    with time_machine.travel(midday(timezone.localdate() + 80 * ONE_DAY), tick=False):
        from nominations.models import RoundTask
        from nominations.tasks import do_task

        for task in RoundTask.objects.due(timezone.now()).filter(kind="forget"):
            do_task(task.pk)
    wrong.refresh_from_db()
    assert (wrong.nominee_name, wrong.nominee_email) == ("", "")


def test_who_is_not_chosen_after_all_is_kept_as_long_as_the_letter_says(region: Region) -> None:
    """A correction late in the time: another one can still choose that person back."""
    case = Decided(region, keep_days=30)
    wrong, today = case.chosen[1], timezone.localdate()
    with time_machine.travel(midday(today + 29 * ONE_DAY), tick=False):
        case.correct(Pick(case.chosen[0]), Pick(case.alternate, 1))
    for days, name in ((31, wrong.nominee_name), (58, wrong.nominee_name), (60, "")):
        with time_machine.travel(midday(today + days * ONE_DAY), tick=False):
            forget_unchosen(case.round)
        wrong.refresh_from_db()
        assert (days, wrong.nominee_name) == (days, name)


@pytest.mark.slow
@pytest.mark.parametrize(
    "what", ["why", "nothing", "nobody", "silent", "twice", "gap", "unequal", "later", "stranger"]
)
def test_correction_that_is_not_possible_leaves_nothing_behind(region: Region, what: str) -> None:
    case = Decided(region)
    before = list(SeatHolding.objects.order_by("pk").values())
    picks: dict[str, list[Pick]] = {
        "nobody": [],
        "silent": [*case.as_it_was, Pick(case.silent)],
        "twice": [*case.as_it_was, Pick(case.chosen[0])],
        "gap": [Pick(case.chosen[0]), Pick(case.alternate, 2)],
        "unequal": [Pick(case.chosen[0])],
    }
    changed: dict[str, dict[str, Any]] = {
        "why": {"why": " ", "paragraph": "15"},
        "unequal": {"unequal_reason": ""},
        "later": {"decided_on": timezone.localdate() + ONE_DAY},
        "stranger": {"user": make_user(), "paragraph": "15"},
    }

    with pytest.raises(Refusal):
        case.correct(*picks.get(what, case.as_it_was), **changed.get(what, {}))

    assert RoundDecision.objects.count() == 1
    assert list(SeatHolding.objects.order_by("pk").values()) == before
    assert not case.told()


def test_second_of_two_corrections_is_told(region: Region) -> None:
    case = Decided(region)
    seen = case.round.decision
    case.correct(*case.as_it_was, paragraph="15")

    with pytest.raises(AlreadyMoved):
        case.correct(*case.as_it_was, paragraph="16", of=seen)
    assert case.correct(*case.as_it_was, paragraph="16").corrects.paragraph == "15"


def test_button_pressed_twice_is_one_correction(region: Region, client: Client) -> None:
    """The same sent once more from the same page: done, and the diary, the decisions and the letters say it once."""
    case = Decided(region)
    sign_in(client, case.leader, second_factor=True)
    sent = case.form(paragraph=" 15 ", reasons="En rad.\r\nEn till.", why="Fel namn.\r\nOch fel paragraf.")

    for _time in range(2):
        page = client.post(f"{ADMIN}{case.round.pk}/correct/", sent, follow=True)
        assert page.redirect_chain
        assert "notice-danger" not in page.text

    assert RoundDecision.objects.count() == 2
    assert [each.step for each in case.round.events.all()].count("correct") == 1
    assert case.told() == {
        *(("round_corrected", each.nominee_email) for each in (case.chosen[0], case.alternate)),
        ("nominee_unchosen", case.chosen[1].nominee_email),
        ("nominee_chosen", case.other.nominee_email),
    }
    with pytest.raises(AlreadyMoved):  # said by somebody else it is another correction, of what is gone
        case.correct(
            *(Pick(each) for each in (case.chosen[0], case.other)),
            Pick(case.alternate, 1),
            of=case.decision,
            user=make_leader(region, party=1),
            paragraph="15",
            reasons="En rad.\nEn till.",
            why=sent["why"],
        )


def test_lines_that_end_as_a_browser_ends_them_say_nothing_new(region: Region) -> None:
    case = Decided(region)
    case.correct(*case.as_it_was, reasons="En rad.\nEn till.")

    with pytest.raises(CannotDecide):
        case.correct(*case.as_it_was, reasons="En rad.\r\nEn till.\r\n", why="Samma en gång till.")

    assert RoundDecision.objects.count() == 2
    assert [each.step for each in case.round.events.all()].count("correct") == 1


def test_round_that_is_not_decided_is_not_corrected(region: Region) -> None:
    case, open_ = Decided(region), over(region)
    pick = Pick(make_nomination(open_))

    with pytest.raises(StepNotAllowed):
        correct_decision(open_, of=case.decision, user=case.leader, picks=[pick], record=record(), why="Fel.")


def test_who_has_moved_since_keeps_the_place(region: Region) -> None:
    case = Decided(region, begins=-5)
    left = case.chosen[0]
    holding = SeatHolding.objects.get(user__email=left.nominee_email)
    end_holding(holding, timezone.localdate() - ONE_DAY, by=None, note="Flyttar", on_behalf_of_group=True)
    fill_vacancies(case.round)
    offer = SeatOffer.objects.open().get()
    accept_offer(offer, key=offer.answer_key)

    with pytest.raises(CannotDecide):
        case.correct(Pick(case.chosen[1]), Pick(case.alternate, 1))  # without the one who has left
    with pytest.raises(CannotDecide):
        case.correct(*(Pick(each) for each in (*case.chosen, case.alternate)))
    case.correct(*case.as_it_was, paragraph="15")
    assert case.states()[left.pk] == State.LEFT


def test_forum_gets_somebody_else(region: Region) -> None:
    forum = make_forum(region)
    case = Decided(region, forum=forum, begins=-5)
    today = timezone.localdate()

    case.correct(Pick(case.chosen[0]), Pick(case.other), Pick(case.alternate, 1))

    sits = {
        day: set(ForumSeat.objects.on(day).values_list("user__email", flat=True))
        for day in (today, today + ONE_DAY)
    }
    assert sits[today] == {each.nominee_email for each in case.chosen}
    assert sits[today + ONE_DAY] == {case.chosen[0].nominee_email, case.other.nominee_email}


def test_correction_by_form_and_on_the_public_page(region: Region, client: Client) -> None:
    case = Decided(region)
    sign_in(client, case.leader, second_factor=True)
    at = f"{ADMIN}{case.round.pk}/correct/"
    page = client.get(at).content.decode()
    assert case.other.nominee_name in page
    assert case.silent.nominee_name not in page
    sent = case.form(paragraph="14", reasons="")

    assert client.post(at, sent).status_code == 200  # says no why
    unsaid = {name: value for name, value in sent.items() if name != f"place_{case.chosen[0].pk}"}
    # What is not said is no "not chosen".
    assert client.post(at, {**unsaid, "why": "Fel."}).status_code == 200
    assert RoundDecision.objects.count() == 1
    assert client.post(at, {**sent, "why": "Fel namn i protokollet."}).status_code == 302
    # Of a page that is old.
    assert client.post(at, {**sent, "why": "Fel namn en gång till."}).status_code == 200

    forget()
    public = Client().get(case.round.get_absolute_url()).content.decode()
    assert "Fel namn i protokollet." in public
    assert case.other.nominee_name in public
    assert case.chosen[1].nominee_name not in public
    assert "Fel namn i protokollet." in client.get(f"{ADMIN}{case.round.pk}/nominations/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_one_does() -> None:
    case = Decided(make_region())

    def correction(paragraph: str) -> Callable[[], RoundDecision]:
        """What somebody saw is read now; it is corrected when this is called."""
        mine = NominationRound.objects.get(pk=case.round.pk)
        picks = [Pick(Nomination.objects.get(pk=pick.nomination.pk), pick.rank) for pick in case.as_it_was]
        said = record(paragraph=paragraph)
        return lambda: correct_decision(
            mine, of=case.decision, user=case.leader, picks=picks, record=said, why="Fel."
        )

    assert refused(at_once(correction("15"), correction("16"))) == [AlreadyMoved]
    assert RoundDecision.objects.count() == 2
