"""The extract of the minutes: frozen when asked for, made by the relay, closed with the case (LAW-F1, LAW-F3)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from membership.extract import extract_html, render_extract_pdf
from membership.models import MinutesExtract
from membership.services import Held, approve_application, correct_record, decline_application, take_back
from membership.services.extracts import ask_for_extract, render_extract
from relay.services import work_on
from steps.exceptions import Refusal
from tests.factories import (
    make_application,
    make_balanced_group,
    make_leader,
    make_operator,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.harness.servers import find_program
from tests.harness.verapdf import validate_all

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from agreement.models import Region
    from membership.models import Application

pytestmark = pytest.mark.django_db


def held(paragraph: str) -> Held:
    return Held(timezone.localdate(), paragraph, registry_number="2026/7", dissent="En ville vänta <ett år>.")


def approved(region: Region, actor: User, paragraph: str = "12", **fields: Any) -> Application:
    case = make_application(region, **fields)
    approve_application(case, actor=actor, held=held(paragraph))
    case.refresh_from_db()
    return case


def declined(region: Region, actor: User, paragraph: str = "13", **fields: Any) -> Application:
    case = make_application(region, **fields)
    decline_application(
        case,
        actor=actor,
        held=held(paragraph),
        reasons=list(region.agreement.criteria.all()[:2]),
        reasons_text="Föreningen är vilande.",
    )
    case.refresh_from_db()
    return case


def made(extract: MinutesExtract) -> MinutesExtract:
    assert work_on(MinutesExtract, extract.pk, render_extract)
    extract.refresh_from_db()
    return extract


def test_one_decision_says_what_its_record_says(region: Region, group: list[User]) -> None:
    case = declined(region, group[0], name="Föreningen <b>Ö</b>")

    extract = ask_for_extract(case, actor=group[0])
    page = extract_html(extract.snapshot)

    for said in (
        "§&nbsp;13",
        case.reference,
        "Föreningen &lt;b&gt;Ö&lt;/b&gt;",
        "2026/7",
        "Föreningen är vilande.",
        "En ville vänta &lt;ett år&gt;.",
        *(member.name for member in group),
        *(party.name for party in region.agreement.parties.all()),
        *(criterion.text for criterion in region.agreement.criteria.all()[:2]),
    ):
        assert said in page
    assert ask_for_extract(case, actor=group[1]).pk == extract.pk  # the same words, the same row


def test_a_day_holds_every_decision_in_force_and_leaves_closed_cases_out(
    region: Region, group: list[User]
) -> None:
    first = approved(region, group[0], "9")
    second = declined(region, group[0], "10")
    corrected = declined(region, group[0], "77")
    correct_record(corrected, actor=group[0], held=held("11"), note="Fel paragraf.")
    closed = approved(region, group[0], "12", name="Jävsföreningen")
    make_recusal(closed, group[1])
    south = make_region("blekinge")
    approved(south, make_balanced_group(south)[0], "9")

    whole = ask_for_extract(first, actor=group[0], whole_day=True)
    assert [item["paragraph"] for item in whole.snapshot["items"]] == ["9", "10", "11", "12"]
    assert whole.snapshot["left_out"] == 0

    part = ask_for_extract(second, actor=group[1], whole_day=True)
    assert [item["paragraph"] for item in part.snapshot["items"]] == ["9", "10", "11"]
    assert part.snapshot["left_out"] == 1
    assert "Jävsföreningen" not in extract_html(part.snapshot)


def test_who_had_a_conflict_and_who_stepped_in_stands_under_the_case(region: Region) -> None:
    group = make_balanced_group(region)
    alternates = [
        make_leader(region, party=party.order, kind="alternate") for party in region.agreement.parties.all()
    ]
    case = make_application(region)
    make_recusal(case, group[0])
    approve_application(case, actor=group[1], held=held("12"))

    snapshot = ask_for_extract(case, actor=group[1]).snapshot
    (item,) = snapshot["items"]

    took_part = {name for party in snapshot["present"] for name in party["people"]}
    assert took_part == {each.name for each in (*group[1:], *alternates)}
    assert [name.partition(" (")[0] for name in item["recused"]] == [group[0].name]
    assert [name.partition(" (")[0] for name in item["stepped_in"]] == [alternates[0].name]


def test_only_staff_to_whom_every_case_is_open_fetch_it(region: Region, group: list[User]) -> None:
    user = make_user()
    case = approved(region, group[0], user=user)
    other = approved(region, group[0])
    extract = made(ask_for_extract(case, actor=group[0], whole_day=True))
    make_recusal(other, group[2])
    south = make_region("blekinge")
    url, look = (reverse(f"membership:{name}", args=[extract.pk]) for name in ("extract", "extract-look"))

    def status(person: User, url: str = url) -> int:
        answer = sign_in(Client(), person, second_factor=True).get(url)
        if answer.streaming:
            assert answer.getvalue().startswith(b"%PDF-")
        return answer.status_code

    assert [status(person) for person in (group[0], make_secretary(region))] == [200, 200]
    refused = (user, group[2], make_secretary(south), make_leader(south), make_user())
    assert [status(person) for person in refused] == [404] * 5
    assert [status(person, look) for person in (group[0], *refused)] == [200] + [404] * 5
    assert Client().get(url).status_code == 302
    answer = sign_in(Client(), group[0], second_factor=True).get(url)
    assert answer.getvalue().startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    too_large = f"/protokollsutdrag/{2**70}/"
    assert sign_in(Client(), make_operator(), second_factor=True).get(too_large).status_code == 404


def test_it_is_refused_while_the_decision_can_be_taken_back(
    region: Region, group: list[User], settings: Any
) -> None:
    settings.DECISION_HOLD = 60
    case = approved(region, group[0])
    with pytest.raises(Refusal):
        ask_for_extract(case, actor=group[0])
    take_back(case, actor=group[0], note="Fel.")
    with pytest.raises(Refusal):
        ask_for_extract(case, actor=group[0])
    undecided = make_application(region)
    with pytest.raises(Refusal):
        ask_for_extract(undecided, actor=group[0])
    assert not MinutesExtract.objects.exists()


def test_nobody_to_whom_the_case_is_closed_asks_for_it(region: Region, group: list[User]) -> None:
    case = approved(region, group[0])
    make_recusal(case, group[1])
    with pytest.raises(Refusal):
        ask_for_extract(case, actor=group[1])


def test_case_page_asks_for_it_and_shows_it_when_it_is_made(region: Region, group: list[User]) -> None:
    case = approved(region, group[0])
    client = sign_in(Client(), group[0], second_factor=True)
    home = reverse("admin:membership_reviewitem_change", args=[case.pk])
    url = reverse("admin:membership_reviewitem_extract", args=[case.pk])
    assert url in client.get(home).text
    assert client.get(url).status_code == 200
    assert not MinutesExtract.objects.exists()

    assert client.post(url, {"about": "day"}).headers["Location"] == home
    extract = MinutesExtract.objects.get()
    link = reverse("membership:extract", args=[extract.pk])
    assert link not in client.get(home).text
    made(extract)
    assert link in client.get(home).text


def test_same_snapshot_gives_the_same_bytes(region: Region, group: list[User]) -> None:
    snapshot = ask_for_extract(declined(region, group[0]), actor=group[0]).snapshot

    assert render_extract_pdf(snapshot) == render_extract_pdf(snapshot)


@pytest.mark.conformance
def test_extract_keeps_both_standards_and_every_word(
    region: Region, group: list[User], tmp_path: Path
) -> None:
    for number in range(30):
        declined(region, group[0], str(number), name="Ł" * 40 + f" {number}")
    case = approved(region, group[0], "99")
    files = []
    for whole_day in (False, True):
        extract = ask_for_extract(case, actor=group[0], whole_day=whole_day)
        file = tmp_path / f"{whole_day}.pdf"
        file.write_bytes(render_extract_pdf(extract.snapshot))
        files.append(file)

    assert validate_all(files) == {file: [] for file in files}
    text = subprocess.run(
        [find_program("pdftotext"), "-layout", str(files[1]), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert text.count("Föreningen är vilande.") == 30
