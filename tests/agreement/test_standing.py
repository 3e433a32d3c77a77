"""What a main party tells, and what every public page then says about the agreement (AGR-22 … AGR-24)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreement.models import Agreement, PartyNotice, Region
from agreement.standing import has_left, standing_on
from agreement.states import NoticeKind, Standing
from samverkan import public_cache
from tests.agreement.reader import cost, read
from tests.factories import make_operator, make_party_administrator, make_region, make_secretary
from tests.harness.newcomer import Reader
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
ADD = "/admin/agreement/partynotice/add/"
MARCH, MAY, JULY = dt.date(2026, 3, 1), dt.date(2026, 5, 4), dt.date(2026, 7, 1)
PAGES = ("agreement:region", "agreement:parties", "membership:join", "actionplan:plan", "agreement:news")


def make_notice(region: Region, party: int = 0, **fields: Any) -> PartyNotice:
    given = {"kind": NoticeKind.RENEGOTIATION, "notified_on": MARCH, "reason": "Nya mål", **fields}
    return PartyNotice.objects.create(party=region.agreement.parties.all()[party], **given)


# --- The rule -----------------------------------------------------------------------------------------------


def notice(kind: str, told: dt.date, effective: dt.date | None = None, closed: dt.date | None = None) -> Any:
    return PartyNotice(kind=kind, notified_on=told, effective_on=effective, closed_on=closed)


ASKS, LEAVES = NoticeKind.RENEGOTIATION, NoticeKind.WITHDRAWAL


@pytest.mark.parametrize(
    ("recorded", "notices", "state", "since", "left"),
    [
        (Standing.ACTIVE, [], Standing.ACTIVE, None, []),
        (Standing.ACTIVE, [notice(ASKS, MARCH)], Standing.RENEGOTIATION, MARCH, [False]),
        (Standing.REVIEW, [notice(ASKS, MARCH)], Standing.RENEGOTIATION, MARCH, [False]),
        (Standing.ENDED, [notice(ASKS, MARCH)], Standing.ENDED, None, [False]),
        (Standing.RENEGOTIATION, [notice(ASKS, MARCH)], Standing.RENEGOTIATION, None, [False]),
        (Standing.ACTIVE, [notice(ASKS, JULY)], Standing.ACTIVE, None, []),
        (Standing.ACTIVE, [notice(ASKS, MARCH, None, MAY)], Standing.ACTIVE, None, []),
        (Standing.ACTIVE, [notice(LEAVES, MARCH, JULY)], Standing.ACTIVE, None, [False]),
        (Standing.ACTIVE, [notice(LEAVES, MARCH, MAY)], Standing.ACTIVE, None, [True]),
        (
            Standing.ACTIVE,
            [notice(LEAVES, MARCH, MAY), notice(ASKS, MAY)],
            Standing.RENEGOTIATION,
            MAY,
            [True, False],
        ),
    ],
)
def test_how_an_agreement_stands(
    recorded: str, notices: list[Any], state: str, since: dt.date | None, left: list[bool]
) -> None:
    for number, each in enumerate(notices):
        each.pk = number
    facts = cast("Agreement", SimpleNamespace(standing=recorded, standing_since=None, standing_note=""))
    found = standing_on(facts, notices, MAY)
    assert (found.state, found.since, [each.has_left for each in found.told]) == (state, since, left)
    assert found.is_simply_in_force == (state == Standing.ACTIVE and not left)


@pytest.mark.parametrize(
    ("closed", "has_gone"),
    [(None, True), (MAY - dt.timedelta(days=1), False), (MAY, True), (JULY, True)],
)
def test_withdrawal_that_was_closed_before_it_counted_never_did(
    closed: dt.date | None, has_gone: bool
) -> None:
    assert has_left(notice(LEAVES, MARCH, MAY, closed), JULY) == has_gone
    assert not has_left(notice(LEAVES, MARCH, MAY, closed), MAY - dt.timedelta(days=1))


# --- The pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_public_page_says_that_renegotiation_was_asked_for(
    client: Client, region: Region, name: str
) -> None:
    assert 'class="wrap standing"' not in read(client, name, "norrbotten", language="en")
    told = make_notice(region)
    text = read(client, name, "norrbotten", language="en")
    assert "The agreement is being renegotiated." in text
    assert f"{told.party.name} asked for renegotiation on 1 March 2026." in text
    told.closed_on, told.outcome = timezone.localdate(), "Vi fortsätter."
    told.save()
    assert 'class="wrap standing"' not in read(client, name, "norrbotten", language="en")


def test_withdrawal_is_told_until_it_counts_and_then_that_the_party_has_left(
    client: Client, region: Region
) -> None:
    told = make_notice(region, kind=LEAVES, effective_on=MAY)
    party = told.party.name

    for day, leaving in ((MAY - dt.timedelta(days=1), True), (MAY, False)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(0, 30), STOCKHOLM)):
            page = read(client, "agreement:region", "norrbotten", language="en")
            own = read(client, "agreement:parties", "norrbotten", language="en")
        assert ("A party is leaving the agreement." in page) == leaving
        assert ("A party has left the agreement." in page) != leaving
        since = "from" if leaving else "since"
        assert f"{party} gave notice on 1 March 2026 and is no longer a party {since} 4 May 2026." in page
        assert ("Is leaving the agreement" if leaving else "Has left the agreement") in own


def test_partys_page_tells_the_whole_notice_and_its_outcome(client: Client, region: Region) -> None:
    make_notice(
        region,
        about="Avsnitt 4",
        reason="Budgeten <b>ändras</b>",
        wished="Färre mål",
        registry_number="Dnr 26-17",
    )
    page = read(client, "agreement:parties", "norrbotten", language="en")
    for words in (
        "Avsnitt 4",
        "Budgeten &lt;b&gt;ändras",
        "Färre mål",
        "Dnr 26-17",
        "Asks for renegotiation",
    ):
        assert words in page
    PartyNotice.objects.update(outcome="Nya mål antas.", closed_on=MAY)
    page = read(client, "agreement:parties", "norrbotten", language="en")
    assert "Asked for renegotiation" in page
    assert "Nya mål antas." in page


def test_notices_cost_no_query(client: Client, region: Region) -> None:
    none = cost(client, "agreement:region", "norrbotten")
    for party in (0, 1, 2):
        make_notice(region, party=party, kind=LEAVES, effective_on=JULY)
    assert cost(client, "agreement:region", "norrbotten") == none <= 8


def test_region_that_is_still_being_prepared_has_no_page(client: Client, region: Region) -> None:
    make_notice(region)
    Region.objects.create(slug="kommande", name="Kommande", reference_prefix="KO")
    assert "renegotiation" in read(client, "agreement:region", "norrbotten", language="en")
    read(client, "agreement:region", "kommande", status=404)


def test_kept_pages_are_thrown_away_when_a_party_tells_something(region: Region) -> None:
    reader = Reader()
    public_cache.forget()
    assert "wrap standing" not in reader.get("/norrbotten/").text
    client = sign_in(Client(), make_party_administrator(region))
    assert client.post(ADD, facts(region)).status_code == 302
    public_cache._stamp[1] = 0.0
    assert "wrap standing" in reader.get("/norrbotten/").text


# --- Who records it -----------------------------------------------------------------------------------------


def facts(region: Region, party: int = 0, **changed: Any) -> dict[str, Any]:
    return {
        "party": region.agreement.parties.all()[party].pk,
        "kind": ASKS.value,
        "notified_on": "2026-03-01",
        "effective_on": "",
        "registry_number": "Dnr 1",
        "about": "Avsnitt 4",
        "reason": "Nya mål",
        "wished": "",
        "outcome": "",
        "closed_on": "",
        **changed,
    }


def test_notice_is_recorded_by_the_party_or_the_secretariat(region: Region) -> None:
    other = make_region("blekinge")
    for user, party, is_recorded in (
        (make_party_administrator(region, party=0), 0, True),
        (make_party_administrator(region, party=0), 1, False),
        (make_secretary(region), 1, True),
        (make_secretary(other), 0, False),
        (make_operator(), 2, True),
    ):
        before = PartyNotice.objects.count()
        answer = sign_in(Client(), user).post(ADD, facts(region, party))
        assert (answer.status_code == 302) == is_recorded
        assert PartyNotice.objects.count() == before + is_recorded
        if is_recorded:
            assert PartyNotice.objects.latest("pk").recorded_by == user


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"effective_on": "2026-05-04"}, "effective_on"),
        ({"kind": "withdrawal"}, "effective_on"),
        ({"kind": "withdrawal", "effective_on": "2026-02-28"}, "effective_on"),
        ({"closed_on": "2026-05-04"}, "outcome"),
        ({"outcome": "Klart"}, "closed_on"),
        ({"outcome": "Klart", "closed_on": "2026-02-28"}, "closed_on"),
        ({"notified_on": "2999-01-01"}, "notified_on"),
        ({"outcome": "Klart", "closed_on": "2999-01-01"}, "closed_on"),
    ],
)
def test_notice_has_what_the_agreement_asks_of_it(region: Region, wrong: dict[str, str], field: str) -> None:
    client = sign_in(Client(), make_secretary(region))
    answer = client.post(ADD, facts(region, **wrong))
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not PartyNotice.objects.exists()


def test_notice_that_is_sent_twice_is_one(region: Region) -> None:
    """Every public page says it, and nobody can remove it."""
    client = sign_in(Client(), make_party_administrator(region))
    assert client.post(ADD, facts(region)).status_code == 302
    assert client.post(ADD, facts(region)).status_code == 200
    assert PartyNotice.objects.count() == 1
    assert client.post(ADD, facts(region, kind="withdrawal", effective_on="2026-12-31")).status_code == 302
    first = PartyNotice.objects.get(kind=ASKS)
    client.post(
        f"/admin/agreement/partynotice/{first.pk}/change/",
        facts(region, outcome="Vi fortsätter.", closed_on="2026-05-04"),
    )
    assert client.post(ADD, facts(region)).status_code == 302, "the earlier one is closed"


def test_outcome_closes_a_notice_and_a_closed_one_stays_as_it_is(region: Region) -> None:
    told = make_notice(region)
    client = sign_in(Client(), make_party_administrator(region))
    at = f"/admin/agreement/partynotice/{told.pk}/change/"

    assert client.post(at, facts(region, 1, reason="Andra skäl", kind="withdrawal")).status_code == 302
    told.refresh_from_db()
    assert (told.reason, told.kind, told.party) == ("Andra skäl", ASKS, region.agreement.parties.all()[0])
    client.post(at, facts(region, outcome="Vi fortsätter.", closed_on="2026-05-04"))
    client.post(at, facts(region, outcome="", closed_on="", reason="Ändrad"))

    told.refresh_from_db()
    assert (told.outcome, told.closed_on, told.reason) == ("Vi fortsätter.", MAY, "Nya mål")
    assert client.post(at.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_what_a_party_has_said_itself_is_changed_by_nobody_else(region: Region) -> None:
    party = sign_in(Client(), make_party_administrator(region))
    withdraws = {"kind": "withdrawal", "effective_on": "2026-12-31"}
    assert party.post(ADD, facts(region, **withdraws)).status_code == 302
    told = PartyNotice.objects.get()
    at = f"/admin/agreement/partynotice/{told.pk}/change/"
    rewritten = {
        "effective_on": "2030-01-01",
        "reason": "Andra skäl",
        "about": "",
        "registry_number": "Dnr 9",
    }
    taken_back = {"outcome": "Ångrat", "closed_on": "2026-05-04"}

    for user in (make_secretary(region), make_operator()):
        other = sign_in(Client(), user)
        assert other.post(at, facts(region, **rewritten)).status_code == 302
        answer = other.post(at, facts(region, **withdraws, **taken_back))
        assert list(answer.context["adminform"].form.errors) == ["closed_on"]
    told.refresh_from_db()
    assert (told.effective_on, told.reason, told.about) == (dt.date(2026, 12, 31), "Nya mål", "Avsnitt 4")
    assert (told.registry_number, told.closed_on) == ("Dnr 1", None)
    assert party.post(at, facts(region, **withdraws, **taken_back)).status_code == 302
    told.refresh_from_db()
    assert told.closed_on == MAY


def test_secretariat_rights_what_it_wrote_down_itself(region: Region) -> None:
    client = sign_in(Client(), make_secretary(region))
    assert client.post(ADD, facts(region, kind="withdrawal", effective_on="2026-12-31")).status_code == 302
    at = f"/admin/agreement/partynotice/{PartyNotice.objects.get().pk}/change/"

    assert client.post(at, facts(region, effective_on="2027-12-31")).status_code == 302
    assert PartyNotice.objects.get().effective_on == dt.date(2027, 12, 31)
