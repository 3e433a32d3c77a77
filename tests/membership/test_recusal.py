"""A conflict of interest is a state (MEM-45, LAW-F1): the case is closed to the person everywhere, an alternate steps in,
and the record shows both. Every way there is, for everybody, against a table written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from agreement.states import SeatKind
from letters.models import Letter
from membership import emails, services
from membership.admin.pages import PAGES
from membership.exceptions import DecisionNotPossible
from membership.models import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Decision,
    Position,
    Recusal,
    SignedCopy,
)
from membership.states import Ground, Opinion, Outcome, Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    at_meeting,
    make_application,
    make_balanced_group,
    make_leader,
    make_operator,
    make_position,
    make_recusal,
    make_region,
    make_returned,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/membership/reviewitem/"
SIGNING = "/admin/membership/signingitem/"
LETTERS = "/admin/letters/letter/"
NAME = "Föreningen Jävsfall"

# Everybody to whom the case is closed, and why; and two to whom it is open, so that the table can fail.
CLOSED = (
    "leader_who_declared",
    "alternate_who_declared",
    "secretary_who_declared",
    "secretary_of_whom_it_was_said",
    "operator_who_declared",
    "leader_of_the_organisation",
    "leader_of_the_organisation_in_another_case",
)
OPEN_TO = ("leader", "secretary", "operator", "leader_whose_conflict_was_lifted")


@dataclass
class World:
    """One region with the case in each of two states, another case in the queue, and everybody who may meet them."""

    region: Region
    people: dict[str, User]
    waiting: Application  # awaits a decision
    back: Application  # approved; a signed copy came back
    other: Application  # somebody else's, open to all
    copy: SignedCopy
    letters: list[Letter]

    def client(self, who: str) -> Client:
        return sign_in(Client(), self.people[who], second_factor=True)

    @property
    def cases(self) -> tuple[Application, Application]:
        return self.waiting, self.back


@pytest.fixture
def world() -> World:
    region = make_region()
    group = make_balanced_group(region)
    people = {
        "leader": group[1],
        "leader_who_declared": group[0],
        "alternate_who_declared": make_leader(region, party=1, kind=SeatKind.ALTERNATE),
        "secretary": make_secretary(region),
        "secretary_who_declared": make_secretary(region),
        "secretary_of_whom_it_was_said": make_secretary(region),
        "operator": make_operator(),
        "operator_who_declared": make_operator(),
        "leader_of_the_organisation": make_leader(region, party=2, kind=SeatKind.ALTERNATE),
        "leader_of_the_organisation_in_another_case": make_leader(region, party=0, kind=SeatKind.ALTERNATE),
        "leader_whose_conflict_was_lifted": group[2],
    }
    waiting = make_application(region, name=NAME, number="802518-4220")
    back = make_application(region, Status.APPROVED, name=f"{NAME} åter")
    other = make_application(region, name="Någon annans förening")
    copy = make_returned(back)
    earlier = make_application(
        region, Status.WITHDRAWN, user=people["leader_of_the_organisation_in_another_case"], name="Förr"
    )
    Application.objects.filter(pk=earlier.pk).update(organisation=waiting.organisation)
    later = make_application(
        region,
        Status.WITHDRAWN,
        user=people["leader_of_the_organisation_in_another_case"],
        name="Förut",
    )
    Application.objects.filter(pk=later.pk).update(organisation=back.organisation)
    for case in (waiting, back):
        ApplicationAccess.objects.create(application=case, user=people["leader_of_the_organisation"])
        for who in CLOSED[:5]:
            by = people["secretary"] if who == "secretary_of_whom_it_was_said" else people[who]
            make_recusal(case, people[who], declared_by=by)
        lifted = make_recusal(case, people["leader_whose_conflict_was_lifted"])
        Recusal.objects.filter(pk=lifted.pk).update(
            lifted_at=lifted.declared_at, lifted_by=people["secretary"], lifted_note="Fel förening."
        )
    letters = [emails.receipt(waiting)[0], emails.signing_request(back.signing_documents.get())[0]]
    return World(region, people, waiting, back, other, copy, letters)


# --- What each way in shows ---------------------------------------------------------------------------
#
# A surface tells whether the case can be met there: True, or False. For everybody in CLOSED it must be False, for
# everybody in OPEN_TO it must be True.


def shows(address: str, *, only: Callable[[str], str] = lambda text: text) -> Callable[[World, Client], bool]:
    """Whether the page names the organisation or a reference of the closed cases."""

    def look(world: World, client: Client) -> bool:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        text = only(response.text)
        return NAME in text or any(case.reference in text for case in world.cases)

    return look


def page_of(case: str, slug: str) -> Callable[[World, Client], bool]:
    def look(world: World, client: Client) -> bool:
        response = client.get(f"{QUEUE}{getattr(world, case).pk}/{slug}/")
        # Those who are let in meet the page, are sent back because it is not its turn, or are told that it is not
        # theirs to do. Those to whom the case is closed meet the page that says so, and nothing of the case.
        templates = {template.name for template in response.templates}
        if "admin/membership/closed_case.html" not in templates:
            return True
        assert response.status_code == 403
        facts = [world.waiting.contact_email, world.waiting.contact_name, world.waiting.number]
        assert not any(fact in response.text for fact in facts)
        return False

    return look


def file_at(name: str) -> Callable[[World, Client], bool]:
    def look(world: World, client: Client) -> bool:
        arguments = [world.back.reference] + ([world.copy.pk] if name == "membership:copy" else [])
        response = client.get(reverse(name, args=arguments))
        found = response.status_code == 200
        if found:
            b"".join(response)
        return found

    return look


def letter_page(number: int) -> Callable[[World, Client], bool]:
    return lambda world, client: client.get(f"{LETTERS}{world.letters[number].pk}/change/").status_code == 200


def retried(world: World, client: Client) -> bool:
    return client.post(f"{LETTERS}{world.letters[0].pk}/retry/").status_code == 302


def counted(line: int) -> Callable[[World, Client], bool]:
    """Whether the start page's number counts the closed case: two with it, one without."""

    def look(world: World, client: Client) -> bool:
        text = client.get("/admin/").text
        numbers = [part.split("</b>")[0] for part in text.split("<b>")[1:]]
        return int(numbers[line]) == {0: 2, 1: 1}[line]

    return look


def next_case(world: World, client: Client) -> bool:
    """From the case before it in the queue."""
    first = make_application(world.region, submitted_at=world.waiting.submitted_at.replace(year=2025))
    response = client.get(f"{QUEUE}{first.pk}/change/")
    Application.objects.filter(pk=first.pk).update(status=Status.WITHDRAWN)
    return response.context["next_case"].pk == world.waiting.pk


def named_in_bulk(world: World, client: Client) -> bool:
    response = client.get(f"{QUEUE}approve/?ids={world.waiting.pk},{world.other.pk}")
    return world.waiting.pk in {
        each.case.pk for each in (*response.context["possible"], *response.context["impossible"])
    }


def told_on_another_case(world: World, client: Client) -> bool:
    """As an earlier case of the same organisation, on the page and in the row of one that is not closed."""
    new = make_application(world.region, name="Bytte namn", user=make_user())
    Application.objects.filter(pk=new.pk).update(organisation=world.back.organisation)
    try:
        page = client.get(f"{QUEUE}{new.pk}/change/")
        row = client.get(f"{QUEUE}?q=Bytte").text.split('id="result_list"')[-1]
        return world.back.reference in page.text or "Godkänd tidigare" in page.text + row
    finally:
        Application.objects.filter(pk=new.pk).update(status=Status.WITHDRAWN)


SURFACES: dict[str, Callable[[World, Client], bool]] = {
    "queue": shows(QUEUE),
    "queue, all": shows(f"{QUEUE}?status=all"),
    "queue, approved": shows(f"{QUEUE}?status=approved"),
    "search by name": shows(f"{QUEUE}?q=jävsfall", only=lambda text: text.split('id="result_list"')[-1]),
    "search by number": shows(f"{QUEUE}?q=802518-4220"),
    "next case": next_case,
    "the same organisation's other case": told_on_another_case,
    "bulk": named_in_bulk,
    "signing": shows(f"{SIGNING}?state=all"),
    "signing, search": shows(
        f"{SIGNING}?state=all&q=jävsfall", only=lambda text: text.split('id="result_list"')[-1]
    ),
    "letters": shows(f"{LETTERS}?state=all", only=lambda text: text.split('id="result_list"')[-1]),
    "letter": letter_page(0),
    "letter to sign": letter_page(1),
    "letter, again": retried,
    "start page, cases": counted(0),
    "start page, copies": counted(1),
    "case, awaiting": page_of("waiting", "change"),
    "case, copy back": page_of("back", "change"),
    **{f"page {slug}": page_of("waiting", slug) for slug in sorted(PAGES)},
}
# Files are also the organisation's own: whoever works for it has them on their own pages.
FILES = {"document": file_at("membership:document"), "copy": file_at("membership:copy")}


@pytest.mark.parametrize("who", CLOSED)
def test_case_is_closed_everywhere(world: World, who: str) -> None:
    client = world.client(who)
    assert {name for name, look in SURFACES.items() if look(world, client)} == set()


@pytest.mark.parametrize("who", OPEN_TO)
def test_case_is_open_everywhere_to_others(world: World, who: str) -> None:
    client = world.client(who)
    met = {name for name, look in SURFACES.items() if look(world, client)}
    assert met == set(SURFACES)


@pytest.mark.parametrize("who", [*CLOSED, *OPEN_TO])
def test_files_are_closed_too(world: World, who: str) -> None:
    client = world.client(who)
    met = {name for name, look in FILES.items() if look(world, client)}
    assert met == (set(FILES) if who in OPEN_TO or who == "leader_of_the_organisation" else set())


# --- What is said, by whom, and what comes of it --------------------------------------------------------


def say(client: Client, case: Application, page: str, **data: Any) -> Any:
    return client.post(f"{QUEUE}{case.pk}/{page}/", data, follow=True)


def diary(case: Application) -> list[tuple[str, str]]:
    return list(
        ApplicationEvent.objects.filter(application=case, step__in=("recuse", "lift_recusal", "position"))
        .order_by("pk")
        .values_list("step", "note")
    )


def test_own_conflict_closes_the_case_at_once_and_leads_to_the_queue(world: World) -> None:
    client, person = world.client("leader"), world.people["leader"]

    response = say(client, world.other, "conflict", ground=Ground.CLOSE, note="Min bror är kassör.")

    assert response.redirect_chain == [(QUEUE, 302)]
    recusal = Recusal.objects.get(application=world.other, user=person)
    assert (recusal.ground, recusal.note, recusal.declared_by) == (
        Ground.CLOSE,
        "Min bror är kassör.",
        person,
    )
    assert client.get(f"{QUEUE}{world.other.pk}/change/").status_code == 403
    assert diary(world.other) == [("recuse", f"{person}: {recusal.get_ground_display()}")]
    assert say(client, world.other, "conflict", ground=Ground.CLOSE).status_code == 403
    assert Recusal.objects.filter(application=world.other).count() == 1


def test_conflict_needs_a_ground(world: World) -> None:
    response = say(world.client("leader"), world.other, "conflict", note="x")
    assert list(response.context["form"].errors) == ["ground"]
    assert not Recusal.objects.filter(application=world.other).exists()


def test_page_says_why_and_who_can_lift_it(world: World) -> None:
    text = world.client("secretary_of_whom_it_was_said").get(f"{QUEUE}{world.waiting.pk}/change/").text
    assert world.waiting.reference in text
    assert str(world.people["secretary"]) in text
    assert world.region.contact_email in text
    assert NAME not in text
    # What cannot be lifted says so.
    other = world.client("leader_of_the_organisation_in_another_case")
    text = other.get(f"{QUEUE}{world.waiting.pk}/change/").text
    assert world.region.contact_email not in text
    assert NAME not in text


def test_secretariat_says_it_of_somebody_else_and_lifts_it(world: World) -> None:
    secretary, leader = world.client("secretary"), world.people["leader"]

    say(
        secretary,
        world.other,
        "conflict-of-somebody",
        person=leader.pk,
        ground=Ground.OFFICE,
        note="Anställd.",
    )
    assert world.client("leader").get(f"{QUEUE}{world.other.pk}/change/").status_code == 403
    recusal = Recusal.objects.get(application=world.other)
    assert recusal.declared_by == world.people["secretary"]

    without_a_word = say(secretary, world.other, "lift-conflict", recusal=recusal.pk, note=" ")
    assert list(without_a_word.context["form"].errors) == ["note"]
    say(secretary, world.other, "lift-conflict", recusal=recusal.pk, note="Slutade i fjol.")

    recusal.refresh_from_db()
    assert (recusal.lifted_by, recusal.lifted_note) == (world.people["secretary"], "Slutade i fjol.")
    page = world.client("leader").get(f"{QUEUE}{world.other.pk}/change/")
    assert page.status_code == 200
    assert "Slutade i fjol." in page.text
    assert [step for step, _note in diary(world.other)] == ["recuse", "lift_recusal"]


@pytest.mark.parametrize("page", ["conflict-of-somebody", "lift-conflict"])
def test_members_of_the_group_say_it_only_of_themselves(world: World, page: str) -> None:
    make_recusal(world.other, world.people["leader_who_declared"])
    client = world.client("leader")
    assert client.get(f"{QUEUE}{world.other.pk}/{page}/").status_code == 403
    assert say(client, world.other, page, person=1, ground="own", note="x", recusal=1).status_code == 403


def test_nobody_lifts_their_own(world: World) -> None:
    person = world.people["secretary"]
    recusal = make_recusal(world.other, person)
    with pytest.raises(StepNotAllowed):
        services.lift_conflict(recusal, by=person, note="Misstag.")
    assert world.client("secretary").get(f"{QUEUE}{world.other.pk}/lift-conflict/").status_code == 403
    recusal.refresh_from_db()
    assert recusal.lifted_at is None


def test_somebody_is_chosen_among_those_who_handle_cases_here(world: World) -> None:
    elsewhere = make_secretary(make_region("blekinge"))
    recused = world.people["leader_who_declared"]
    make_recusal(world.other, recused)
    client = world.client("secretary")
    form = client.get(f"{QUEUE}{world.other.pk}/conflict-of-somebody/").context["form"]
    offered = set(form.fields["person"].queryset)
    assert world.people["leader"] in offered
    assert offered.isdisjoint({elsewhere, recused, world.people["secretary"]})
    for person in (elsewhere, recused):
        response = say(client, world.other, "conflict-of-somebody", person=person.pk, ground="own")
        assert list(response.context["form"].errors) == ["person"]


def test_decided_case_takes_no_more_positions_or_conflicts(world: World) -> None:
    client = world.client("leader")
    for page, data in (("position", {"opinion": "for"}), ("conflict", {"ground": "own"})):
        response = say(client, world.back, page, **data)
        assert response.redirect_chain == [(f"{QUEUE}{world.back.pk}/change/", 302)]
    assert not Position.objects.exists()


# --- The decision -----------------------------------------------------------------------------------------


@pytest.fixture
def case() -> Application:
    """A case in a region where party 2 has an ordinary member with a conflict of interest."""
    region = make_region()
    *_others, recused = make_balanced_group(region)
    case = make_application(region)
    make_recusal(case, recused)
    return case


def test_without_an_alternate_the_party_has_nobody(case: Application) -> None:
    region = case.agreement.region
    client = sign_in(Client(), make_secretary(region), second_factor=True)

    page = client.get(f"{QUEUE}{case.pk}/change/")

    assert f"{QUEUE}{case.pk}/approve/" not in page.text
    assert region.agreement.parties.all()[2].name in page.context["group"].ways()[0].sentence
    with pytest.raises(DecisionNotPossible):
        services.approve_application(
            case, actor=make_secretary(region), held=services.Held(timezone.localdate(), "1")
        )


def test_alternate_steps_in_and_the_record_shows_it(case: Application) -> None:
    region = case.agreement.region
    alternate = make_leader(region, party=2, kind=SeatKind.ALTERNATE, name="Ersättaren")
    recused = Recusal.objects.get().user
    client = sign_in(Client(), make_secretary(region), second_factor=True)

    form = client.get(f"{QUEUE}{case.pk}/approve/")
    assert f'value="{recused.pk}"' not in form.text  # shown, and not to be ticked
    assert str(recused) in form.text
    data = at_meeting(region)
    missing = client.post(f"{QUEUE}{case.pk}/approve/", data)
    assert list(missing.context["form"].errors) == ["present"]
    data["present"].append(str(alternate.pk))
    page = client.post(f"{QUEUE}{case.pk}/approve/", data, follow=True)

    seated = {row["name"]: row for row in Decision.objects.get().seated}
    assert (seated["Ersättaren"]["voice"], seated["Ersättaren"]["stepped_in"]) == (True, True)
    assert (seated[str(recused)]["voice"], seated[str(recused)]["stand"]) == (False, "recused")
    (row,) = page.context["decisions"]
    assert [seat.name for seat in row["took_part"].recused] == [str(recused)]
    assert "Ersättaren" in {seat.name for seat in row["took_part"].voices}
    assert str(recused) in page.text


def test_forged_tick_does_not_give_a_voice_back(case: Application) -> None:
    region = case.agreement.region
    make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    recused = Recusal.objects.get().user
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    data = at_meeting(region)
    assert str(recused.pk) in data["present"]
    response = client.post(f"{QUEUE}{case.pk}/approve/", data)
    assert list(response.context["form"].errors) == ["present"]
    assert not Decision.objects.exists()


def test_what_was_said_before_the_conflict_does_not_count(case: Application) -> None:
    """An alternate's position does, and the page says which counts."""
    region = case.agreement.region
    recused = Recusal.objects.get().user
    alternate = make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    make_position(case, recused, Opinion.AGAINST)
    for seat_holder in region.agreement.bodies.get().seats.filter(kind="ordinary", party__order__lt=2):
        make_position(case, seat_holder.holdings.get().user, Opinion.FOR)
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    assert f"{QUEUE}{case.pk}/approve-by-positions/" not in client.get(f"{QUEUE}{case.pk}/change/").text

    make_position(case, alternate, Opinion.ABSTAINS)
    page = client.get(f"{QUEUE}{case.pk}/change/")

    assert f"{QUEUE}{case.pk}/approve-by-positions/" in page.text
    assert {each.name: each.counts for each in page.context["said"]}[str(recused)] is False
    client.post(f"{QUEUE}{case.pk}/approve-by-positions/", {})
    decision = Decision.objects.get()
    assert (decision.outcome, decision.manner) == (Outcome.APPROVED, "positions")
    stands = {row["name"]: row["stand"] for row in decision.seated if row["name"]}
    assert stands[str(recused)] == "recused"
    assert stands[str(alternate)] == "abstains"


def test_somebody_of_the_same_organisation_in_another_case_has_no_voice(case: Application) -> None:
    """A tie that nobody declared, and that the portal knows, counts in the balance as well."""
    region = case.agreement.region
    Recusal.objects.all().delete()
    leader = make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    earlier = make_application(region, Status.WITHDRAWN, user=leader)
    Application.objects.filter(pk=earlier.pk).update(organisation=case.organisation)
    services.approve_application(
        case, actor=make_secretary(region), held=services.Held(timezone.localdate(), "1")
    )
    stands = {row["user"]: row["stand"] for row in Decision.objects.get().seated}
    assert stands[leader.pk] == "recused"
