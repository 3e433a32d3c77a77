"""A button pressed twice: what was meant once happens once, and nothing is undone by chance."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Meeting, Region, RegionRole
from agreement.states import MeetingState, Role
from letters.models import Letter
from meetings.models import Item, ItemRecusal, Paper
from meetings.services import (
    add_paper,
    confirm_minutes,
    propose_item,
    remove_paper,
    send_extract,
    withdraw_item,
)
from meetings.states import Recipients
from tests.factories import LONG_AGO, make_leader, make_party_administrator, make_region, make_user, sign_in
from tests.meetings.groups import a_paper, diary, make_called, make_held, make_meeting, shown_to, since

pytestmark = pytest.mark.django_db


# --- Writing down ---------------------------------------------------------------------------------


def test_writing_down_pressed_twice_leads_home_and_writes_once(
    group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_called(group, secretary, titles=("Läget", "Resor"), days=0)
    address, home = (reverse(f"meetings:{name}", args=[meeting.pk]) for name in ("hold", "minutes"))
    sent = {**shown_to(desk, address, "Ja.\r\nOch tack."), "guests": " Två  gäster "}
    later = meeting.items.last()
    assert later is not None
    sent |= {f"outcome-{later.pk}": "", f"paragraph-{later.pk}": "", f"postponed-{later.pk}": "on"}
    for _twice in range(2):
        answer = desk.post(address, sent)
        assert (answer.status_code, answer["Location"]) == (302, home)
    assert (diary("hold"), diary("correct")) == (1, 0)
    assert Letter.objects.filter(kind="meeting_minutes").count() == 2
    del sent[f"postponed-{later.pk}"]
    sent[f"outcome-{later.pk}"] = "Nej."
    assert since() in desk.post(address, sent).text, "something else than what stands there"


def test_made_up_digest_on_a_meeting_that_is_called_writes_it_down(
    group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_called(group, secretary, days=0)
    address = reverse("meetings:hold", args=[meeting.pk])
    assert desk.post(address, {**shown_to(desk, address, "Ja."), "seen": "x"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


# --- Conflicts of interest ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["civil", "secretary"])
def test_conflict_declared_twice_stays_declared(
    group: Body, secretary: User, civil: User, public: User, who: str
) -> None:
    """What is sent when the button is pressed once more is what was sent before; only the other button takes it back."""
    person = civil if who == "civil" else secretary
    meeting = make_called(group, secretary)
    item = propose_item(group, actor=public, title="Bidrag", text="Hemlig utredning", meeting=meeting)
    address = reverse("meetings:conflict", args=[item.pk])
    client = sign_in(Client(), person, second_factor=True)
    button = client.get(address).context["form"].helper.inputs[0]
    sent = {"note": "Sitter i styrelsen", "person": str(person.pk), button.name: button.value}
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    assert ItemRecusal.objects.get().user == person
    assert (diary("recuse"), diary("unrecuse")) == (1, 0)
    assert "Hemlig utredning" not in client.get(item.get_absolute_url()).text
    page = client.get(address)
    button = page.context["form"].helper.inputs[0]
    assert f'name="{button.name}"' in page.text
    for _twice in range(2):
        assert client.post(address, {button.name: button.value}).status_code == 302
    assert not ItemRecusal.objects.exists()
    assert (diary("recuse"), diary("unrecuse")) == (1, 1)


# --- Buttons --------------------------------------------------------------------------------------


def test_who_has_to_sign_in_first_comes_back_to_the_page_of_the_button(
    group: Body, secretary: User, civil: User
) -> None:
    """A button's own address shows nothing."""
    meeting = make_called(group, secretary)
    item = propose_item(group, actor=civil, title="Resor")
    paper = add_paper(a_paper(), actor=civil, item=item)
    for name, pk, home in (
        ("answer", meeting.pk, reverse("meetings:meeting", args=[meeting.pk])),
        ("place", item.pk, reverse("meetings:item", args=[item.pk])),
        ("remove-paper", paper.pk, reverse("meetings:overview")),
    ):
        answer = Client().post(reverse(f"meetings:{name}", args=[pk]))
        assert answer["Location"] == f"{reverse('accounts:sign-in')}?next={quote(home, safe='')}", name
        assert sign_in(Client(), civil).get(home).status_code == 200


@pytest.mark.parametrize("of", ["item", "meeting"])
def test_removing_a_paper_twice_leads_to_where_it_was(
    group: Body, secretary: User, civil: User, public: User, desk: Client, of: str
) -> None:
    meeting = make_meeting(group, secretary)
    item = propose_item(group, actor=civil, title="Resor", meeting=meeting)
    whose: dict[str, Any] = {"item": item} if of == "item" else {"meeting": meeting}
    gone, hidden = (add_paper(a_paper(name), actor=secretary, **whose) for name in ("fel.pdf", "ratt.pdf"))
    stands: Any = whose[of]
    home = reverse(f"meetings:{of}", args=[stands.pk])
    address = reverse("meetings:remove-paper", args=[gone.pk])
    assert f'name="{of}" value="{stands.pk}"' in desk.get(home).text
    sent = {of: str(stands.pk)}
    for _twice in range(2):
        answer = desk.post(address, sent)
        assert (answer.status_code, answer["Location"]) == (302, home)
    assert list(Paper.objects.all()) == [hidden]
    assert diary("paper_back") == 1
    member, stranger = (sign_in(Client(), each) for each in (public, make_user()))
    for pk in (gone.pk, hidden.pk):
        address = reverse("meetings:remove-paper", args=[pk])
        assert member.post(address, sent)["Location"] == home, "the same, there or not"
        assert stranger.post(address, sent).status_code == 404
        for nothing in ({}, {"item": "x"}, {"meeting": "9" * 18}, {"item": "9" * 30}):
            assert desk.post(reverse("meetings:remove-paper", args=[0]), nothing).status_code == 404
    assert list(Paper.objects.all()) == [hidden]


def test_paper_that_is_gone_already_is_no_mistake(group: Body, secretary: User, civil: User) -> None:
    """Both presses found it; the second waited for the first."""
    item = propose_item(group, actor=civil, title="Resor", meeting=make_meeting(group, secretary))
    paper = add_paper(a_paper(), actor=civil, item=item)
    same = Paper.objects.get(pk=paper.pk)
    remove_paper(paper, actor=civil)
    remove_paper(same, actor=civil)
    assert diary("paper_back") == 1


def test_whatever_is_pressed_twice_leads_to_the_same_page_without_a_refusal(
    region: Region, group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    """What the second press finds is what the first one did, and a phone shows only the answer to the second."""
    make_leader(region)
    member = sign_in(Client(), civil)
    held, called = make_held(group, secretary), make_called(group, secretary, days=20)
    asked, waiting, dropped = (propose_item(group, actor=civil, title=title) for title in ("A", "B", "C"))
    pressed: tuple[tuple[Client, str, int, dict[str, Any]], ...] = (
        (member, "minutes", held.pk, {"digest": held.minutes.digest}),
        (member, "hand-over", asked.pk, {"question": "Får vi?"}),
        (member, "place", waiting.pk, {"meeting": called.pk}),
        (member, "withdraw-item", dropped.pk, {}),
        (desk, "cancel", called.pk, {"note": "Snö"}),
    )
    for client, name, pk, sent in pressed:
        address = reverse(f"meetings:{name}", args=[pk])
        first, again = client.post(address, sent), client.post(address, sent)
        assert (first.status_code, again.status_code) == (302, 302), name
        assert first["Location"] == again["Location"], name
        told = {each.level_tag for each in get_messages(client.get(again["Location"]).wsgi_request)}
        assert told == (set() if name == "place" else {"success"}), name
    assert [diary(step) for step in ("confirm_side", "cancel")] == [1, 1]


# --- The agenda -----------------------------------------------------------------------------------


@pytest.mark.parametrize("waits", [False, True])
def test_item_sent_twice_is_proposed_once(
    group: Body, secretary: User, civil: User, public: User, waits: bool
) -> None:
    """On a slow line a button is soon pressed twice; nobody gets two letters about one thing."""
    meeting = make_called(group, secretary)
    client = sign_in(Client(), civil)
    address = reverse("meetings:propose", args=[group.pk])
    sent = {
        "title": " Resor",
        "kind": "decision",
        "text": "Vem betalar?",
        "when": "" if waits else meeting.pk,
    }
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    item = Item.objects.get(title="Resor")
    assert (item.meeting_id, diary("item")) == (None if waits else meeting.pk, 1 if waits else 2)
    assert Letter.objects.filter(kind="meeting_more").count() == (0 if waits else 2)
    client.post(address, {**sent, "text": "Vem betalar vad?"})
    assert Item.objects.filter(title="Resor").count() == 2, "something else"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        client.post(address, sent)
        withdraw_item(item, actor=civil)
        client.post(address, sent)
    assert Item.objects.filter(title="Resor", text="Vem betalar?").count() == 2, "meant, after a while"


def test_paper_sent_twice_is_kept_once(group: Body, secretary: User, civil: User, public: User) -> None:
    meeting = make_called(group, secretary)
    item = propose_item(group, actor=civil, title="Resor", meeting=meeting)
    Letter.objects.all().delete()
    client = sign_in(Client(), civil)
    address = reverse("meetings:item-paper", args=[item.pk])
    for _twice in range(2):
        assert client.post(address, {"file": a_paper(), "title": ""}).status_code == 302
    assert (Paper.objects.count(), diary("paper")) == (1, 1)
    assert Letter.objects.filter(kind="meeting_more").count() == 2
    client.post(address, {"file": a_paper(), "title": "En bilaga"})
    assert Paper.objects.count() == 2


# --- Extracts -------------------------------------------------------------------------------------


def test_extract_to_the_parties_goes_to_no_party_of_another_agreement(
    region: Region, group: Body, secretary: User, civil: User, public: User
) -> None:
    own = make_party_administrator(region)
    elsewhere = make_region("blekinge").agreement.parties.first()
    astray = make_user()
    RegionRole.objects.create(
        region=region, user=astray, role=Role.PARTY_ADMINISTRATOR, party=elsewhere, from_on=LONG_AGO
    )
    meeting: Meeting = make_held(group, secretary)
    for person in (civil, public):
        confirm_minutes(meeting, user=person, digest=meeting.minutes.digest)
    sent = send_extract(meeting, actor=secretary, roles=[Recipients.PARTIES, Recipients.SECRETARIAT])
    told = set(Letter.objects.filter(kind="meeting_extract").values_list("to", flat=True))
    assert told == {own.email, secretary.email}
    assert astray.email not in told
    assert sent.letters == 2
