"""A refusal that is looked at again, what it may be dated, and until when a decision is held (MEM-46, FL 36–39 §§)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from letters.models import Letter
from membership.admin.decision_pages import how_long
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision, SupplementRequest
from membership.quorum import Decider
from membership.services import (
    answer_supplement,
    approve_after_all,
    approve_application,
    ask_supplement,
    correct_record,
    decline_after_all,
    decline_again,
    take_back,
)
from membership.services.extracts import ask_for_extract
from membership.states import Anew, Outcome, Status
from membership.told import told_decision, told_status
from steps.exceptions import StepNotAllowed
from tests.factories import at_meeting, make_application, make_secretary, make_user, sign_in
from tests.membership.holding import HOLD, MOMENT, NOON, decide, fresh, have_left, held, why

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters_wait")]
DAY = dt.timedelta(days=1)


def refused(region: Region, decider: User, **fields: Any) -> Application:
    """Declined by the services; the hold lasts still."""
    case = make_application(region, submitted_at=timezone.now() - 3 * DAY, **fields)
    decide(case, decider, Outcome.DECLINED)
    return fresh(case)


def other_reasons(case: Application, paragraph: str = "44") -> dict[str, Any]:
    criteria = list(case.agreement.criteria.all()[1:2])
    said = {"reasons": criteria, "reasons_text": "Styrelsen är inte vald."}
    return {**said, "held": held(paragraph)}


@pytest.mark.parametrize(
    ("anew", "sentence", "happened"),
    [
        (Anew.UPHELD, "har tittat på er ansökan igen", "svaret står fast"),
        (Anew.REASONS, "skälen var inte rätt", "Skälen rättades"),
    ],
)
def test_refusal_is_decided_again_and_everybody_reads_what_is_new(
    region: Region, decider: User, anew: Anew, sentence: str, happened: str
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        user = make_user()
        case = refused(region, decider, user=user)
        clock.shift(MOMENT)
        have_left()
        old = case.decision

        new = decline_again(case, actor=decider, anew=anew, **other_reasons(case))

        assert (new.outcome, new.corrects, new.anew, new.paragraph) == (Outcome.DECLINED, old, anew, "44")
        assert list(new.reasons.all()) == other_reasons(case)["reasons"]
        assert fresh(case).status == Status.DECLINED
        letter = Letter.objects.get(kind="declined", key__contains=f":{new.pk}:")
        assert letter.due_at == new.held_until == timezone.now() + dt.timedelta(seconds=HOLD)
        assert sentence in letter.text
        assert "Styrelsen är inte vald." in letter.text
        # Until the letter leaves, the first refusal is what the organisation knows.
        assert told_decision(fresh(case)) == old
        assert told_status(fresh(case)) == Status.DECLINED

        clock.shift(MOMENT)
        assert told_decision(fresh(case)) == new
        page = sign_in(Client(), user).get(reverse("membership:case", kwargs={"reference": case.reference}))
        assert "Styrelsen är inte vald." in page.text
        assert happened in page.text
        said = ask_for_extract(fresh(case), actor=decider).snapshot["items"][0]
        assert (said["anew"], said["paragraph"]) == (str(anew.label), "44")


def test_what_changes_nothing_is_refused_and_so_the_second_of_two(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        with pytest.raises(StepNotAllowed, match="väntar än"):
            decline_again(case, actor=decider, anew=Anew.UPHELD, **other_reasons(case))
        clock.shift(MOMENT)

        same = why(case)
        for anew in Anew:
            with pytest.raises(DecisionNotPossible):
                decline_again(case, actor=decider, anew=anew, **same)
        # The same reasons at another meeting: upheld, but no other reasons.
        later = {**same, "held": held("13")}
        with pytest.raises(DecisionNotPossible):
            decline_again(case, actor=decider, anew=Anew.REASONS, **later)
        decline_again(case, actor=decider, anew=Anew.UPHELD, **later)
        clock.shift(MOMENT)
        with pytest.raises(DecisionNotPossible):
            decline_again(case, actor=decider, anew=Anew.UPHELD, **later)
        assert Decision.objects.count() == 2


def test_refusal_stands_once_the_organisation_has_applied_anew(region: Region, decider: User) -> None:
    """Taken back, it would be a second open application of the same organisation."""
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        again = make_application(region)
        Application.objects.filter(pk=again.pk).update(organisation=case.organisation)
        with pytest.raises(DecisionNotPossible):
            decline_again(case, actor=decider, anew=Anew.UPHELD, **other_reasons(case))
        assert fresh(again).status == Status.SUBMITTED
        assert case.decisions.count() == 1


def test_reasons_that_have_not_left_are_stopped(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        decline_again(case, actor=decider, anew=Anew.REASONS, **other_reasons(case))

    first, second = Letter.objects.filter(kind="declined", to=case.contact_email).order_by("pk")
    assert first.called_off_at is not None
    assert second.called_off_at is None
    # And nobody is told to have read what never left the house.
    for half in (second.text, second.html):
        assert "förut" not in half
        assert "Styrelsen är inte vald." in half


def test_a_letter_tells_of_no_answer_and_no_document_that_never_left(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_application(region, submitted_at=timezone.now() - 3 * DAY)
        decide(case, decider, Outcome.APPROVED)
        clock.shift(MOMENT)  # no relay: the document was never made
        decline_after_all(fresh(case), actor=decider, **other_reasons(case))
        unread = Letter.objects.get(kind="declined", to=case.contact_email)
        clock.shift(MOMENT)
        have_left()
        decline_again(fresh(case), actor=decider, anew=Anew.UPHELD, **other_reasons(case, "45"))
        read = Letter.objects.filter(kind="declined", to=case.contact_email).latest("pk")

    assert "förut" not in unread.text
    assert "Skriv inte under" not in unread.text
    assert "Ni har fått det här svaret förut." in read.text


def test_an_answer_that_was_given_up_was_never_had(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        Letter.objects.update(failed_at=timezone.now())
        decline_again(fresh(case), actor=decider, anew=Anew.UPHELD, **other_reasons(case))

    assert "förut" not in Letter.objects.filter(kind="declined", to=case.contact_email).latest("pk").text


def test_second_refusal_is_taken_back_and_corrected_like_any(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        new = decline_again(case, actor=decider, anew=Anew.UPHELD, **other_reasons(case))
        clock.shift(MOMENT)
        right = correct_record(fresh(case), actor=decider, held=held("45"), note="Fel.")
        assert (right.corrects, right.anew, right.held_until) == (new, Anew.UPHELD, None)
        assert told_decision(fresh(case)) == right

        decline_again(fresh(case), actor=decider, anew=Anew.REASONS, **why(case))
        take_back(fresh(case), actor=decider, note="Fel ärende.")
        assert fresh(case).status == Status.SUBMITTED


def test_page_begins_with_the_old_reasons_and_asks_what_is_new(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        client = sign_in(Client(), decider, second_factor=True)
        url = reverse("admin:membership_reviewitem_decline_again", args=[case.pk])
        page = client.get(url)
        assert "Föreningen är inte verksam i länet." in page.text
        assert case.decision
        criteria = [str(each.pk) for each in case.decision.reasons.all()]

        sent = at_meeting(region, reasons=criteria, reasons_text="Ännu inte.", paragraph="44")
        assert list(client.post(url, sent).context["form"].errors) == ["anew"]
        answer = client.post(url, {**sent, "anew": Anew.UPHELD}, follow=True)

    chain = answer.text.partition('id="decision"')[2].partition("</section>")[0]
    assert (chain.count("Gäller inte"), chain.count(">Gäller<")) == (1, 1)
    assert "Rättar" not in chain  # it corrects no fact: it is a decision
    newest = fresh(case).decision
    assert newest
    assert newest.reasons_text == "Ännu inte."


# --- Which day it may bear ------------------------------------------------------------------------


def test_nothing_is_decided_before_the_supplement_came(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        user = make_user()
        case = make_application(region, user=user, submitted_at=NOON - 3 * DAY)
        asked = {"what": "Stadgarna.", "otherwise": "Beslut ändå.", "answer_by": NOON.date() + 20 * DAY}
        ask_supplement(case, actor=make_secretary(region), **asked)
        clock.shift(5 * DAY)
        answer_supplement(case, actor=user, answer="Här.")
        came = timezone.localdate()
        clock.shift(5 * DAY)

        assert Decider(decider, came - DAY).why_not(fresh(case))
        assert not Decider(decider, came).why_not(fresh(case))
        assert SupplementRequest.objects.get().answered_at is not None


def test_new_decision_is_not_older_than_the_one_it_changes_but_a_wrong_day_is_put_right(
    region: Region, decider: User
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(2 * DAY)
        before = dataclasses.replace(held(), decided_on=NOON.date() - DAY)
        with pytest.raises(DecisionNotPossible):
            approve_after_all(case, actor=decider, held=before)
        with pytest.raises(DecisionNotPossible):
            decline_again(case, actor=decider, anew=Anew.UPHELD, **{**other_reasons(case), "held": before})

        # The first decision was dated a day too late.
        right = correct_record(case, actor=decider, held=before, note="Fel dag.")
        assert right.decided_on == before.decided_on
        # And one that changes it is put right no further back than that.
        approve_after_all(fresh(case), actor=decider, held=held())
        clock.shift(MOMENT)
        too_early = dataclasses.replace(held(), decided_on=NOON.date() - 2 * DAY)
        with pytest.raises(DecisionNotPossible):
            correct_record(fresh(case), actor=decider, held=too_early, note="Fel dag.")
        correct_record(
            fresh(case),
            actor=decider,
            held=dataclasses.replace(held(), decided_on=NOON.date()),
            note="Fel dag.",
        )


def test_what_is_decided_after_a_take_back_is_not_older_than_what_was_told(
    region: Region, decider: User
) -> None:
    """A decision that was taken back binds nobody; the one before it, which the organisation has read, does."""
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        early = dataclasses.replace(held(), decided_on=NOON.date() - DAY)
        # Nobody had heard of it: its day may have been what was wrong.
        take_back(case, actor=decider, note="Fel dag.")
        assert not Decider(decider, early.decided_on).why_not(fresh(case))

        decide(fresh(case), decider, Outcome.DECLINED)
        clock.shift(2 * DAY)
        approve_after_all(fresh(case), actor=decider, held=held())
        take_back(fresh(case), actor=decider, note="Fel ärende.")
        assert fresh(case).status == Status.SUBMITTED
        for day in (early.decided_on, NOON.date() - 2 * DAY):
            with pytest.raises(DecisionNotPossible, match="before the decision|före beslutet|innan beslutet"):
                approve_application(
                    fresh(case), actor=decider, held=dataclasses.replace(early, decided_on=day)
                )
        approve_application(
            fresh(case), actor=decider, held=dataclasses.replace(early, decided_on=NOON.date())
        )


def test_asking_about_many_reads_their_decisions_once(region: Region, decider: User) -> None:
    with time_machine.travel(NOON, tick=False):
        counts = []
        for number in (2, 6):
            cases = [fresh(refused(region, decider)) for _each in range(number)]
            for case in cases:
                take_back(case, actor=decider, note="Fel ärende.")
            asked = list(
                Application.objects.filter(pk__in=[case.pk for case in cases]).select_related("agreement")
            )
            who = Decider(decider, NOON.date() - DAY)
            with CaptureQueriesContext(connection) as queries:
                who.look_at(asked)
                assert [who.why_not(case) for case in asked] == [""] * number
            counts.append(len(queries))
        assert counts[0] == counts[1]


# --- How long it is held --------------------------------------------------------------------------


def test_hold_of_a_decision_stays_when_the_setting_changes(
    region: Region, decider: User, settings: Any
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        case = refused(region, decider)
        clock.shift(MOMENT)
        assert told_status(fresh(case)) == Status.DECLINED

        settings.DECISION_HOLD = 600

        assert told_status(fresh(case)) == Status.DECLINED
        with pytest.raises(StepNotAllowed):
            take_back(case, actor=decider, note="Fel ärende.")
        approve_after_all(fresh(case), actor=decider, held=held())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "rättas"), (45, "45 sekunder"), (60, "1 minut"), (90, "90 sekunder"), (600, "10 minuter")],
)
def test_page_says_how_long_a_decision_can_be_taken_back(settings: Any, seconds: int, said: str) -> None:
    settings.DECISION_HOLD = seconds
    assert said in how_long()
    assert ("tas tillbaka" in how_long()) == bool(seconds)
