"""The pages: who sees what, that looking changes nothing, and that no nominee is ever public."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreement.models import Region, Seat, SeatHolding
from agreement.offices import Offices
from agreement.states import SeatKind
from letters.models import Letter
from membership.own_pages import cards_for
from nominations.models import Forum, ForumSeat, Nomination, NominationRound
from nominations.states import RoundState, State
from samverkan.public_cache import forget
from tests.factories import (
    LONG_AGO,
    make_application,
    make_leader,
    make_member,
    make_secretary,
    make_user,
    sign_in,
)
from tests.nominations.rows import make_forum, make_nomination, make_round, make_sitting, over

pytestmark = pytest.mark.django_db
MINE = "/mina-sidor/nomineringar/"
ADMIN = "/admin/nominations/nominationround/"


def seen(client: Client, address: str) -> str:
    forget()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_public_pages_name_no_nominee(region: Region, client: Client) -> None:
    forum = make_forum(region)
    rounds = [make_round(region), make_round(region, forum=forum)]
    for each in rounds:
        for state in State.values:
            make_nomination(each, state=state)
    addresses = [
        "/norrbotten/nominera/",
        "/norrbotten/natverk/",
        *(each.get_absolute_url() for each in rounds),
    ]

    pages = "".join(seen(client, address) for address in addresses)

    for row in Nomination.objects.all():
        assert row.nominee_name not in pages
        assert row.nominee_email not in pages
        assert str(row.answer_key) not in pages
    offered = forum.calls.get().nominations.for_group().first()
    assert offered.organisation.name in pages


def test_draft_round_is_nobodys(region: Region, client: Client) -> None:
    draft = make_round(region, state=RoundState.DRAFT)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in seen(client, "/norrbotten/nominera/")


def test_public_pages_ask_little_and_as_much_for_many(region: Region, client: Client) -> None:
    def asked(address: str) -> int:
        forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    forum = make_forum(region)
    shown = make_round(region, forum=forum)
    addresses = ["/norrbotten/nominera/", "/norrbotten/natverk/", shown.get_absolute_url()]
    make_nomination(shown)
    few = [asked(address) for address in addresses]
    for _number in range(5):
        make_nomination(make_round(region, forum=make_forum(region)))
        ForumSeat.objects.create(
            forum=forum,
            user=make_user(),
            organisation=make_member(region).organisation,
            from_on=LONG_AGO,
        )

    assert [asked(address) for address in addresses] == few
    assert max(few) <= 8


def test_link_shows_a_page_and_only_the_button_answers(region: Region, client: Client) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)

    for _scanner in range(3):
        assert client.get(made.answer_url).status_code == 200
        assert client.head(made.answer_url).status_code == 200
    made.refresh_from_db()
    assert made.state == State.SUBMITTED
    client.post(made.answer_url, {})
    made.refresh_from_db()
    assert made.state == State.SUBMITTED
    client.post(made.answer_url, {"answer": "yes"})
    made.refresh_from_db()
    assert (made.state, made.events.get().actor) == (State.ACCEPTED, None)


def test_signed_in_nominee_answers_by_name(region: Region, client: Client) -> None:
    made = make_nomination(make_round(region), state=State.SUBMITTED)
    nominee = make_user(made.nominee_email)
    sign_in(client, nominee)

    assert made.answer_url in seen(client, MINE)
    client.post(made.answer_url, {"answer": "no"})

    assert made.events.get().actor == nominee
    assert [card.title for card in cards_for(nominee, Offices(nominee))]


def test_link_to_nothing_is_not_found(region: Region, client: Client) -> None:
    prepared = make_nomination(make_round(region), state=State.PREPARED)

    for key in (uuid.uuid4(), prepared.answer_key):
        assert client.get(f"{MINE}svar/{key}/").status_code == 404
        assert client.post(f"{MINE}svar/{key}/", {"answer": "yes"}).status_code == 404
        assert client.get(f"{MINE}plats/{key}/").status_code == 404


def test_strangers_nomination_does_not_exist(region: Region, client: Client) -> None:
    made = make_nomination(make_round(region), state=State.PREPARED)
    pages = ["", "andra/", "aterta/"]

    for page in pages:
        assert client.get(f"{MINE}{made.pk}/{page}").status_code == 302  # to the door
    for person in (make_user(), make_leader(region), make_user(made.nominee_email)):
        sign_in(client, person, second_factor=True)
        for page in pages:
            assert client.get(f"{MINE}{made.pk}/{page}").status_code == 404
        assert client.post(f"{MINE}{made.pk}/skicka/").status_code == 404
        assert client.post(f"{MINE}{made.pk}/aterta/").status_code == 404
    made.refresh_from_db()
    assert made.state == State.PREPARED
    assert not Letter.objects.exists()


def test_organisation_goes_all_the_way_by_forms(region: Region, client: Client) -> None:
    user = make_user()
    make_application(region, user=user)
    round_ = make_round(region)
    wish = round_.wishes.create(kind="other", text="Någon ung")
    sign_in(client, user)
    new = f"{MINE}ny/norrbotten/{round_.slug}/"
    answers = {
        "nominee_name": "Nils Påhittad",
        "nominee_email": "nils@person.example",
        "motivation": "Kan mycket.",
        "wants": "either",
        "brings": [str(wish.pk)],
    }

    assert new in seen(client, MINE)
    assert "is-invalid" in client.post(new, {}).content.decode()
    client.post(new, answers)
    made = Nomination.objects.get()
    assert (made.state, list(made.brings.all())) == (State.PREPARED, [wish])
    client.post(f"{MINE}{made.pk}/andra/", {**answers, "nominee_name": "Nils Ändrad", "brings": []})
    made.refresh_from_db()
    assert (made.nominee_name, made.brings.count()) == ("Nils Ändrad", 0)
    assert client.get(f"{MINE}{made.pk}/skicka/").status_code == 405
    client.post(f"{MINE}{made.pk}/skicka/")
    page = seen(client, f"{MINE}{made.pk}/")
    assert "notice-info" in page
    client.post(f"{MINE}{made.pk}/aterta/")
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert Letter.objects.filter(kind="nominee_asked").count() == 1


def test_whoever_has_no_right_reads_why(region: Region, client: Client) -> None:
    round_ = make_round(region)
    sign_in(client, make_user())

    answer = client.post(f"{MINE}ny/norrbotten/{round_.slug}/", {"nominee_name": "Nils"})

    assert answer.status_code == 200
    assert not Nomination.objects.exists()


def test_own_page_is_flat(region: Region, client: Client) -> None:
    user = make_user()
    member = make_member(region, user=user)
    sign_in(client, user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(MINE)
        return len(queries)

    make_nomination(make_round(region), member)
    few = asked()
    for _number in range(4):
        make_nomination(make_round(region), member)

    assert asked() == few


# --- Staff ----------------------------------------------------------------------------------------


def test_trying_out_is_a_get_that_writes_nothing(region: Region, client: Client) -> None:
    round_ = over(region)
    chosen = make_nomination(round_)
    round_.wishes.create(kind="other", text="Någon ung")
    sign_in(client, make_leader(region), second_factor=True)

    page = seen(client, f"{ADMIN}{round_.pk}/nominations/?pick={chosen.pk}&try=1")

    assert "<svg" in page
    assert re.search(rf'value="{chosen.pk}"\s+checked', page)
    assert f"{ADMIN}{round_.pk}/decide/" in page
    chosen.refresh_from_db()
    assert chosen.state == State.ACCEPTED


def test_decision_by_form(region: Region, client: Client) -> None:
    round_ = over(region)
    chosen, stand_in = make_nomination(round_), make_nomination(round_)
    sign_in(client, make_leader(region), second_factor=True)
    at = f"{ADMIN}{round_.pk}/decide/"
    ticks: dict[str, Any] = {"pick": str(chosen.pk), f"rank_{stand_in.pk}": "1"}
    record = {
        "decided_on": timezone.localdate().isoformat(),
        "paragraph": "14",
        "from_on": round_.term_from_on.isoformat(),
        "to_on": round_.term_to_on.isoformat(),
    }

    assert client.get(at).status_code == 302  # nobody is ticked
    assert chosen.nominee_name in client.get(at, ticks).content.decode()
    without_reason = client.post(at, {**ticks, **record})
    assert without_reason.status_code == 200
    round_.refresh_from_db()
    assert round_.state == RoundState.PUBLISHED
    client.post(at, {**ticks, **record, "unequal_reason": "Bara en part har platser här."})
    round_.refresh_from_db()
    assert round_.state == RoundState.DECIDED
    page = seen(client, f"{ADMIN}{round_.pk}/nominations/")
    assert chosen.nominee_name in page
    public = seen(Client(), round_.get_absolute_url())
    assert chosen.nominee_name in public
    assert client.post(at, {**ticks, **record}).status_code == 302


def test_comparison_is_flat(region: Region, client: Client) -> None:
    round_ = over(region)
    sign_in(client, make_leader(region), second_factor=True)
    sitting = make_sitting(region)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ADMIN}{round_.pk}/nominations/")
        return len(queries)

    make_nomination(round_)
    make_nomination(round_, by=sitting)
    few = asked()
    for _number in range(6):
        make_nomination(round_)
        make_nomination(round_, by=sitting)

    assert asked() == few


def test_secretary_makes_a_round_and_publishes_it(region: Region, client: Client) -> None:
    make_sitting(region)
    body = region.agreement.body("development")
    sign_in(client, make_secretary(region), second_factor=True)
    today = timezone.localdate()
    sent = {
        "agreement": str(region.agreement.pk),
        "title": "Utvecklingsgruppen",
        "about": "Vi söker.",
        "body": str(body.pk),
        "forum": "",
        "opens_on": today.isoformat(),
        "closes_on": (today + dt.timedelta(days=9)).isoformat(),
        "member_by": "",
        "seats_sought": "3",
        "alternates_sought": "0",
        "term_from_on": (today + dt.timedelta(days=40)).isoformat(),
        "term_to_on": "",
        "compensation": "Inget arvode.",
        "answer_days": "7",
        "keep_days": "90",
        "wishes-TOTAL_FORMS": "0",
        "wishes-INITIAL_FORMS": "0",
    }

    wrong = client.post(f"{ADMIN}add/", {**sent, "compensation": "", "body": ""})
    assert wrong.status_code == 200
    client.post(f"{ADMIN}add/", sent)
    (made,) = region.agreement.nomination_rounds.all()
    assert (made.state, made.member_by, made.slug) == (
        RoundState.DRAFT,
        made.closes_on,
        "utvecklingsgruppen",
    )
    assert client.get(f"{ADMIN}{made.pk}/publish/").status_code == 200
    client.post(f"{ADMIN}{made.pk}/publish/")
    made.refresh_from_db()
    assert made.state == RoundState.PUBLISHED
    client.post(f"{ADMIN}{made.pk}/change/", {**sent, "opens_on": "2020-01-01", "title": "Ny rubrik"})
    made.refresh_from_db()
    assert (made.title, made.opens_on) == ("Ny rubrik", today)


def test_people_in_many_forums_are_listed(region: Region, client: Client) -> None:
    busy, calm = make_user(name="Upptagen Exempel"), make_user(name="Lugn Exempel")
    for _number in range(2):
        ForumSeat.objects.create(forum=make_forum(region), user=busy, from_on=LONG_AGO)
    ForumSeat.objects.create(forum=Forum.objects.first(), user=calm, from_on=LONG_AGO)
    sign_in(client, make_secretary(region), second_factor=True)

    page = seen(client, "/admin/nominations/forum/people/")

    assert busy.name in page
    assert calm.name not in page


def test_reason_is_asked_for_where_the_term_begins_on_another_day(region: Region, client: Client) -> None:
    """Equal on the round's first day, unequal on the day that is written: else nobody could say why."""
    round_ = over(region)
    for public in region.agreement.parties.filter(side="public"):
        seat = Seat.objects.create(body=round_.body, party=public, kind=SeatKind.ORDINARY)
        SeatHolding.objects.create(seat=seat, user=make_user(), from_on=round_.term_from_on)
    chosen = make_nomination(round_)
    sign_in(client, make_leader(region), second_factor=True)
    at = f"{ADMIN}{round_.pk}/decide/"
    sent = {
        "pick": str(chosen.pk),
        "decided_on": timezone.localdate().isoformat(),
        "paragraph": "14",
        "from_on": (round_.term_from_on - dt.timedelta(days=5)).isoformat(),
    }

    assert 'name="unequal_reason"' not in client.get(at, {"pick": sent["pick"]}).content.decode()
    assert 'name="unequal_reason"' in client.post(at, sent).content.decode()
    assert client.post(at, {**sent, "unequal_reason": "Parten väljer senare."}).status_code == 302


def test_last_days_of_a_published_round_only_move_onwards(region: Region, client: Client) -> None:
    round_ = make_round(region)
    sign_in(client, make_secretary(region), second_factor=True)
    at = f"{ADMIN}{round_.pk}/change/"
    sent = {
        "title": round_.title,
        "about": round_.about,
        "compensation": round_.compensation,
        "how_chosen": "",
        "seats_sought": "2",
        "alternates_sought": "2",
        "member_by": round_.member_by.isoformat(),
        "wishes-TOTAL_FORMS": "0",
        "wishes-INITIAL_FORMS": "0",
    }
    for days, moves in ((-3, False), (4, True)):
        before = NominationRound.objects.get().closes_on
        day = before + dt.timedelta(days=days)
        answer = client.post(at, {**sent, "closes_on": day.isoformat()})
        assert answer.status_code == (302 if moves else 200)
        assert NominationRound.objects.get().closes_on == (day if moves else before)
