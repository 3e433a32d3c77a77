"""A button pressed twice, and a page that was open while somebody else went on: nothing is undone by chance."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import User
from agreement.models import Body, Meeting, Region, RegionRole
from agreement.states import MeetingState, Role
from letters.models import Letter
from meetings.models import ItemRecusal, MeetingEvent, Paper
from meetings.services import (
    add_paper,
    confirm_minutes,
    correct_meeting,
    propose_item,
    remove_paper,
    send_extract,
)
from meetings.services.holding import Held, Outcome
from meetings.states import Presence, Recipients
from steps.exceptions import AlreadyMoved
from tests.factories import (
    LONG_AGO,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.meetings.groups import (
    a_paper,
    make_called,
    make_held,
    make_meeting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(secretary: User) -> Client:
    return sign_in(Client(), secretary, second_factor=True)


def shown_to(client: Client, address: str, outcome: str, **other: str) -> dict[str, Any]:
    """What a browser sends of the page that is open now, with `outcome` in every item and `other` for fields that
    begin so.
    """
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if not name.startswith("postponed")}
    for name in sent:
        if name.startswith("presence"):
            sent[name] = other.get("presence", Presence.HERE)
        elif name.startswith("outcome"):
            sent[name] = outcome
    return sent


def diary(step: str) -> int:
    return MeetingEvent.objects.filter(step=step).count()


def since() -> str:
    with override("sv"):
        return gettext(
            "Somebody has written this down since you opened the page. What you wrote is not saved. Open the page "
            "again and compare."
        )


# --- Writing down ---------------------------------------------------------------------------------


def test_page_opened_before_somebody_else_wrote_it_down_replaces_nothing(
    region: Region, group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_called(group, secretary, days=0)
    address = reverse("meetings:hold", args=[meeting.pk])
    other = sign_in(Client(), make_secretary(region), second_factor=True)
    first, late = shown_to(desk, address, "Ja."), shown_to(other, address, "Nej.")
    assert desk.post(address, first).status_code == 302
    letters = Letter.objects.count()
    for _again in range(2):
        refused = other.post(address, late)
        assert refused.status_code == 200
        assert since() in refused.text
        assert "Nej." in refused.text, "what was typed is still there to compare with"
    meeting.refresh_from_db()
    assert meeting.items.get().outcome == "Ja."
    assert (diary("hold"), diary("correct"), Letter.objects.count()) == (1, 0, letters)


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
        assert (answer.status_code, answer.url) == (302, home)  # type: ignore[attr-defined]
    assert (diary("hold"), diary("correct")) == (1, 0)
    assert Letter.objects.filter(kind="meeting_minutes").count() == 2
    del sent[f"postponed-{later.pk}"]
    sent[f"outcome-{later.pk}"] = "Nej."
    assert since() in desk.post(address, sent).text, "something else than what stands there"


def test_of_two_corrections_that_cross_the_second_is_asked_to_look(
    region: Region, group: Body, secretary: User, civil: User, public: User, desk: Client
) -> None:
    meeting = make_held(group, secretary)
    address = reverse("meetings:hold", args=[meeting.pk])
    other = sign_in(Client(), make_secretary(region), second_factor=True)
    first, late = shown_to(desk, address, "Ja."), shown_to(other, address, "Nej.", presence=Presence.REMOTE)
    for _twice in range(2):
        assert desk.post(address, first).status_code == 302
    assert diary("correct") == 1
    refused = other.post(address, late)
    assert since() in refused.text
    assert meeting.items.get().outcome == "Ja."
    assert set(meeting.attendance.values_list("presence", flat=True)) == {Presence.HERE}
    assert other.post(address, shown_to(other, address, "Nej.")).status_code == 302, (
        "opened again it is saved"
    )
    assert meeting.items.get().outcome == "Nej."


def test_correction_of_minutes_that_nobody_looked_at_is_refused(
    group: Body, secretary: User, civil: User, public: User
) -> None:
    meeting = make_held(group, secretary)
    item, attended = meeting.items.get(), {each.pk: Presence.REMOTE for each in civil.seat_holdings.all()}
    for seen in ("", "0" * 64):
        with pytest.raises(AlreadyMoved):
            correct_meeting(
                meeting, Held(attended, {item.pk: Outcome("Nej.", "1")}), actor=secretary, seen=seen
            )
    assert diary("correct") == 0
    item.refresh_from_db()
    assert item.outcome != "Nej."


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
    gone, hidden = (add_paper(a_paper(), actor=secretary, **whose) for _each in range(2))
    stands: Any = whose[of]
    home = reverse(f"meetings:{of}", args=[stands.pk])
    address = reverse("meetings:remove-paper", args=[gone.pk])
    assert f'name="{of}" value="{stands.pk}"' in desk.get(home).text
    sent = {of: str(stands.pk)}
    for _twice in range(2):
        answer = desk.post(address, sent)
        assert (answer.status_code, answer.url) == (302, home)  # type: ignore[attr-defined]
    assert list(Paper.objects.all()) == [hidden]
    assert diary("paper_back") == 1
    member, stranger = (sign_in(Client(), each) for each in (public, make_user()))
    for pk in (gone.pk, hidden.pk):
        address = reverse("meetings:remove-paper", args=[pk])
        assert member.post(address, sent).url == home, "the same, there or not"  # type: ignore[attr-defined]
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
