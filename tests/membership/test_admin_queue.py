"""The review queue: what is in it and what never is, in which order, at how many queries."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreement.models import Region
from membership.models import Application, ReviewItem
from membership.states import Ground, Status
from relay.admin_lists import ShortCountPaginator
from tests.factories import (
    make_application,
    make_balanced_group,
    make_cut_off,
    make_draft,
    make_leader,
    make_member,
    make_operator,
    make_position,
    make_recusal,
    make_region,
    make_secretary,
    make_supplement,
)
from tests.harness.sign_in import sign_in
from tests.membership.queue import QUEUE, names

pytestmark = pytest.mark.django_db
# Session, person, power, factors; the reach, what they may meet, what is closed; the count, the rows, their agreements; other cases,
# memberships, who may be the same (and then their cases and municipalities); conflicts, positions, the group's seats, their holders,
# supplements.
QUERIES = 18


def days_ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def test_queue_shows_what_awaits_a_decision_oldest_first(secretary: Client, region: Region) -> None:
    make_application(region, name="Yngre", submitted_at=days_ago(2))
    make_application(region, name="Äldst", submitted_at=days_ago(9))
    make_application(region, name="Yngst", submitted_at=days_ago(1))
    for status in (Status.APPROVED, Status.DECLINED, Status.WITHDRAWN):
        make_application(region, status, name=f"Avslutad {status}")

    assert names(secretary) == ["Äldst", "Yngre", "Yngst"]


@pytest.mark.parametrize("status", [Status.APPROVED, Status.DECLINED, Status.WITHDRAWN])
def test_filter_shows_one_status(secretary: Client, region: Region, status: str) -> None:
    make_application(region, name="Väntar")
    make_application(region, status, name="Den andra")

    assert names(secretary, f"?status={status}") == ["Den andra"]
    assert set(names(secretary, "?status=all")) == {"Väntar", "Den andra"}


@pytest.mark.parametrize("query", ["", "?status=all", "?status=draft", "?q=Utkastet", "?q=NB-26&status=all"])
def test_draft_is_never_there_not_even_for_the_operator(client: Client, region: Region, query: str) -> None:
    draft = make_draft(region, name="Utkastet", reference="NB-26-AAAAAA")
    make_application(region, name="Utkastets granne")
    sign_in(client, make_operator())

    response = client.get(QUEUE + query)

    assert "Utkastets granne" in response.text or query == "?q=NB-26&status=all"
    assert draft.reference not in response.text
    assert "Utkastet" not in {case.name for case in response.context["cl"].result_list}


def test_another_regions_cases_are_not_there(secretary: Client, region: Region) -> None:
    make_application(region, name="Vår")
    theirs = make_application(make_region("blekinge"), name="Deras")

    assert names(secretary, "?status=all") == ["Vår"]
    assert names(secretary, f"?q={theirs.reference}") == []
    assert names(secretary, "?status=all&region=blekinge") == ["Vår"]


def test_operator_sees_all_regions_and_can_choose_one(client: Client, region: Region) -> None:
    make_application(region, name="Norr", submitted_at=days_ago(2))
    make_application(make_region("blekinge"), name="Syd", submitted_at=days_ago(1))
    sign_in(client, make_operator())

    assert names(client) == ["Norr", "Syd"]
    assert names(client, "?region=blekinge") == ["Syd"]
    text = client.get(QUEUE).text
    assert '<div class="quiet">Norrbotten</div>' in text
    assert '<div class="quiet">Blekinge</div>' in text


def test_row_says_when_how_long_and_which_effects(secretary: Client, region: Region) -> None:
    make_cut_off(region, timezone.localdate(days_ago(3)), title="Skriva under vid starten")
    make_cut_off(region, timezone.localdate(), effect="development_group", title="Utvecklingsgruppen")
    make_application(region, name="Sen", submitted_at=days_ago(2))

    text = secretary.get(QUEUE).text

    assert timezone.localtime(days_ago(2)).strftime("%Y-%m-%d") in text
    assert "har väntat 2 dagar" in text
    assert '<div class="missed">Hann inte: Skriva under vid starten</div>' in text
    assert '<div class="gained">Utvecklingsgruppen</div>' in text


def test_row_says_what_the_number_tells(secretary: Client, region: Region) -> None:
    make_application(region, name="Utan nummer", number="", number_missing_reason="Nätverk.")
    member = make_member(region, name="Redan med")
    again = make_application(region, name="Redan med")
    Application.objects.filter(pk=again.pk).update(
        organisation=member.organisation, number=member.organisation.number
    )
    make_application(region, name="I ordning")

    response = secretary.get(QUEUE)
    findings = {
        case.name: [label for label, _tone in case.checked_number.findings]
        for case in response.context["cl"].result_list
    }

    assert findings == {
        "Utan nummer": ["Saknar nummer"],
        "Redan med": ["Redan ansluten: Norrbotten"],
        "I ordning": ["Numret stämmer"],
    }


# --- Positions, supplements, who may be the same ----------------------------------------------------------


def cell(client: Client, name: str, column: str, query: str = "") -> str:
    """What a row says in a column, as text."""
    html = client.get(QUEUE + query).text
    row = html[html.index(f">{name}<") :]
    found = re.search(rf'class="field-{column}[^"]*">(.*?)</td>', row, re.DOTALL)
    assert found, column
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_row_says_what_i_have_said_and_how_many_have(
    client: Client, region: Region, group: list[Any]
) -> None:
    make_application(region, name="Tyst")
    spoken = make_application(region, name="Omtalad")
    make_position(spoken, group[0], "against")
    make_position(spoken, group[1], "for")
    make_position(spoken, group[2], "against")
    sign_in(client, group[0])

    assert cell(client, "Tyst", "positions") == "Min saknas 0 av 3 har sagt något"
    assert cell(client, "Omtalad", "positions") == "Jag: Emot De flesta är emot 3 av 3 har sagt något"


def test_secretary_is_not_asked_for_a_position(secretary: Client, region: Region, group: list[Any]) -> None:
    case = make_application(region, name="Tyst")
    make_recusal(case, group[0])
    assert cell(secretary, "Tyst", "positions") == "0 av 2 har sagt något"
    assert "mine=missing" not in secretary.get(QUEUE).text


def test_filter_my_position(client: Client, region: Region, group: list[Any]) -> None:
    given, _silent = make_application(region, name="Given"), make_application(region, name="Saknas")
    make_position(given, group[0])
    make_position(given, group[1])
    make_position(make_application(region, Status.DECLINED, name="Beslutad"), group[0])
    sign_in(client, group[0])

    assert names(client, "?mine=missing") == ["Saknas"]
    assert names(client, "?mine=given") == ["Given"]
    assert set(names(client, "?mine=given&status=all")) == {"Given", "Beslutad"}
    assert set(names(sign_in(Client(), group[2]), "?mine=missing")) == {"Given", "Saknas"}


def test_nobody_waits_for_whom_the_organisation_is_their_own(
    secretary: Client, region: Region, group: list[Any]
) -> None:
    """As the column beside says (MEM-45): who works for it, and who did in another of its cases."""
    own = make_application(region, name="Egen", user=group[2])
    once = make_application(region, name="Var min")
    before = make_application(region, Status.DECLINED, name="Förr")
    Application.objects.filter(pk=before.pk).update(organisation=once.organisation)
    make_recusal(before, group[2], ground=Ground.WORKED)
    silent = make_application(region, name="Egen, och en är tyst", user=group[2])
    for case in (own, once):
        for person in group[:2]:
            make_position(case, person)
    make_position(silent, group[0])

    assert names(secretary, "?missing=positions") == ["Egen, och en är tyst"]
    assert cell(secretary, "Egen", "positions").endswith("2 av 2 har sagt något")


def test_filter_what_is_missing(secretary: Client, region: Region, group: list[Any]) -> None:
    whole = make_application(region, name="Alla har talat")
    for person in group[:2]:
        make_position(whole, person)
    make_recusal(whole, group[2])  # who takes no part is not waited for
    half = make_application(region, name="En är tyst")
    for person in group[1:]:
        make_position(half, person)
    make_application(region, name="Utan nummer", number="", number_missing_reason="Nätverk.")
    make_application(region, Status.SUPPLEMENT, name="Kompletteras")
    late = make_application(region, name="Sen")
    make_supplement(late, answer_by=timezone.localdate() - dt.timedelta(days=1))

    assert set(names(secretary, "?missing=positions")) == {"En är tyst", "Utan nummer"}
    assert names(secretary, "?missing=number") == ["Utan nummer"]
    assert set(names(secretary, "?missing=supplement")) == {"Kompletteras", "Sen"}
    assert names(secretary, "?missing=late") == ["Sen"]
    assert set(names(secretary, "?status=supplement")) == {"Kompletteras", "Sen"}
    assert "Sen sedan" in cell(secretary, "Sen", "status_now", "?missing=late")


def test_answered_supplement_is_seen_in_the_queue(secretary: Client, region: Region) -> None:
    case = make_application(region, name="Svarade")
    request = make_supplement(case)
    type(request).objects.filter(pk=request.pk).update(answered_at=timezone.now())
    Application.objects.filter(pk=case.pk).update(status=Status.SUBMITTED)
    assert cell(secretary, "Svarade", "status_now") == "Väntar på beslut Komplettering har kommit"


@pytest.mark.parametrize(
    ("name", "number", "scope", "is_alike"),
    [
        ("norrskenets vanner, ideell förening", "", "county", True),
        ("Föreningen NORRSKENETS VÄNNER", "", "several", True),
        ("Norrskenets vänner", "802518-4220", "county", False),  # two numbers are two organisations
        ("Norrskenets ovänner", "", "county", False),
        ("Norrskenets vänner", "", "elsewhere", False),
    ],
)
def test_row_and_page_warn_of_the_same_organisation_in_another_spelling(
    secretary: Client, region: Region, name: str, number: str, scope: str, is_alike: bool
) -> None:
    first = make_application(region, name="Norrskenets Vänner", scope="several")
    places = list(region.municipalities.all())
    first.municipalities.set(places[:2])
    second = make_application(
        region, name=name, number=number, scope="county" if scope == "county" else "several"
    )
    second.municipalities.set(places[1:3] if scope == "several" else places[2:])

    warned = first.reference in cell(secretary, name, "checks")
    page = secretary.get(f"{QUEUE}{second.pk}/change/").context["alike"]

    assert (warned, page == [first]) == (is_alike, is_alike)


def test_number_check_does_not_tell_of_another_regions_cases(secretary: Client, region: Region) -> None:
    theirs = make_application(make_region("blekinge"), Status.DECLINED)
    ours = make_application(region)
    Application.objects.filter(pk=ours.pk).update(organisation=theirs.organisation, number=theirs.number)

    response = secretary.get(QUEUE)

    (case,) = response.context["cl"].result_list
    assert [label for label, _tone in case.checked_number.findings] == ["Numret stämmer"]


def test_number_of_queries_does_not_depend_on_the_rows(secretary: Client, region: Region) -> None:
    """Three rows or a whole page of three hundred, with everything that a row can say."""
    make_cut_off(region, timezone.localdate())
    group = make_balanced_group(region)

    def fill(number: int) -> None:
        for each in range(number):
            case = make_application(region, name=f"Lika {each}", number="")
            twin = make_application(region, name=f"lika {each}", number="")
            make_position(case, group[0])
            make_recusal(twin, group[1])
            make_supplement(twin)

    fill(3)
    secretary.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        secretary.get(f"{QUEUE}?status=all")
    fill(30)
    with CaptureQueriesContext(connection) as many:
        response = secretary.get(f"{QUEUE}?status=all")

    assert len(response.context["cl"].result_list) == 50
    assert (len(few), len(many)) == (QUERIES, QUERIES), [query["sql"][:120] for query in many]


def test_long_list_is_not_counted_to_its_end(
    secretary: Client, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ShortCountPaginator, "AHEAD", 2)
    monkeypatch.setattr(admin.site.get_model_admin(ReviewItem), "list_per_page", 1)
    for days in range(5):
        make_application(region, submitted_at=days_ago(days))

    first, last = secretary.get(QUEUE), secretary.get(QUEUE + "?p=5")

    assert "fler än 3 rader" in first.text
    assert "5 rader" in secretary.get(QUEUE + "?p=3").text  # all that is left, and no more
    assert "5 rader" in last.text
    assert last.context["cl"].result_list[0].submitted_at.date() == timezone.now().date()


def test_one_page_is_found_by_its_keys_as_well(secretary: Client, region: Region) -> None:
    make_application(region)
    with CaptureQueriesContext(connection) as asked:
        secretary.get(QUEUE)
    whole = [query["sql"] for query in asked if '"membership_application"."contact_phone"' in query["sql"]]
    assert not whole


@pytest.mark.parametrize("ahead", [1, 1000])
def test_deep_pages_hold_the_same_rows(
    secretary: Client, region: Region, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    """Whether or not the end is known; no page holds what another holds."""
    monkeypatch.setattr(ShortCountPaginator, "AHEAD", ahead)
    monkeypatch.setattr(admin.site.get_model_admin(ReviewItem), "list_per_page", 2)
    for days in range(9):
        make_application(region, name=f"För {days} dagar sedan", submitted_at=days_ago(days))
    pages = [names(secretary, f"?p={page}") for page in range(1, 6)]

    assert pages == [
        [f"För {days} dagar sedan" for days in page] for page in ([8, 7], [6, 5], [4, 3], [2, 1], [0])
    ]
    assert secretary.get(f"{QUEUE}?p=6").status_code == 302  # there is none


def test_queue_is_read_from_an_index_and_not_sorted(region: Region) -> None:
    """P4: the page must cost the same at a hundred and at a hundred thousand cases."""
    secretary = make_secretary(region)
    for days in range(30):
        make_application(region, submitted_at=days_ago(days))
    awaiting = ReviewItem.objects.for_staff(secretary).awaiting_decision().oldest_first()

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE membership_application")
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = awaiting[:10].explain()

    # Which of the three is the planner's choice by its statistics; all of them hold the queue's order.
    assert re.search(r"application_(queue|waits|received)", plan), plan
    assert not re.search(r"TEMP B-TREE|Sort", plan), plan


def test_nothing_is_added_changed_or_deleted_by_hand(secretary: Client, region: Region) -> None:
    case = make_application(region)
    for address in ("add/", f"{case.pk}/delete/", f"{case.pk}/history/"):
        assert secretary.get(QUEUE + address).status_code == 404
        assert secretary.post(QUEUE + address, {"post": "yes"}).status_code == 404
    assert secretary.post(f"{QUEUE}{case.pk}/change/", {"status": "approved", "name": "X"}).status_code == 405
    case.refresh_from_db()
    assert (case.status, case.name != "X") == (Status.SUBMITTED, True)


def test_action_leads_to_the_confirm_page_and_changes_nothing(secretary: Client, region: Region) -> None:
    cases = [make_application(region, submitted_at=days_ago(days)) for days in (3, 2, 1)]
    chosen = [str(cases[2].pk), str(cases[0].pk), "abc", "99999999999999999999999", "-1"]

    response = secretary.post(QUEUE, {"action": "approve_selected", "_selected_action": chosen, "index": "0"})

    address = reverse("admin:membership_reviewitem_approve_many")
    assert response.status_code == 302
    assert response["Location"] == f"{address}?ids={cases[0].pk}%2C{cases[2].pk}"
    assert not Application.objects.exclude(status=Status.SUBMITTED).exists()


def test_action_without_a_choice_says_so(secretary: Client, region: Region) -> None:
    make_application(region)
    response = secretary.post(QUEUE, {"action": "approve_selected", "index": "0"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]


def test_action_across_all_pages_takes_the_filtered_list(secretary: Client, region: Region) -> None:
    waiting = [make_application(region, submitted_at=days_ago(days)) for days in (2, 1)]
    make_application(region, Status.DECLINED)
    some: dict[str, Any] = {"_selected_action": [str(waiting[0].pk)], "select_across": "1", "index": "0"}

    response = secretary.post(QUEUE, {"action": "approve_selected", **some})

    assert response["Location"].endswith(f"?ids={waiting[0].pk}%2C{waiting[1].pk}")


def test_leadership_member_and_secretary_see_the_same_queue(client: Client, region: Region) -> None:
    make_application(region, name="Vår")
    sign_in(client, make_leader(region, party=1))
    assert names(client) == ["Vår"]
