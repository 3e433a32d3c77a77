"""Every button of the case pages, and of the other pages of cases and members in the admin, pressed twice with the same
answers: what the first press wrote stands, the second writes nothing, and neither is a fault.

The pages are those that are registered: a new one is pressed here by itself. Where no case of `make_cases` is one that
it is for, or what is typed by the kind of field does not do, the test says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from agreement.states import Effect
from membership.admin.case import Case
from membership.admin.decision_forms import Ticks
from membership.admin.pages import PAGES, load_pages
from membership.models import Application, OrganisationLink, ReviewItem, SigningDocument
from membership.permissions import Capacities
from membership.services import record_position
from membership.states import Opinion, Outcome, Status
from tests.factories import (
    at_meeting,
    decide,
    make_application,
    make_balanced_group,
    make_cut_off,
    make_leader,
    make_member,
    make_position,
    make_recusal,
    make_region,
    make_returned,
    make_secretary,
    make_supplement,
    make_upload,
)
from tests.harness.sign_in import sign_in
from tests.membership.at_meetings import DECIDE, YES, filled
from tests.membership.case_pages import url
from tests.membership.test_admin_bulk import ids

pytestmark = pytest.mark.django_db
load_pages()


@dataclass
class World:
    region: Region
    group: list[User]
    secretary: User


@pytest.fixture
def world() -> World:
    region = make_region()
    group = make_balanced_group(region)
    return World(region, group, make_secretary(region))


def every_row() -> dict[str, list[Any]]:
    """Every row of every table but the sessions', where what is told waits."""
    tables = [model for model in apps.get_models(include_auto_created=True) if model is not Session]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in tables
        if model._meta.managed and not model._meta.proxy
    }


def pressed_twice(client: Client, address: str, sent: Callable[[], dict[str, Any]]) -> Any:
    """What the first press answered. `sent` gives the same answers anew, for a file is read only once."""
    before = every_row()
    answer = client.post(address, sent())
    first = every_row()
    again = client.post(address, sent())
    second = every_row()

    assert first != before, f"{address} wrote nothing at all"
    assert again.status_code < 500
    assert {name for name in second if second[name] != first[name]} == set()
    return answer


# --- The confirm pages of a case ----------------------------------------------------------------


def make_cases(world: World) -> list[Application]:
    """Cases of every kind that a confirm page is for."""
    region, group = world.region, world.group
    # Two that were missed: once one is granted, the other is still there to grant.
    for effect in (Effect.CEREMONY, Effect.OTHER):
        make_cut_off(region, timezone.localdate() - dt.timedelta(days=3), effect)
    plain, asked, late = (make_application(region) for _each in range(3))
    # The region waits for those who have said nothing, so all have.
    spoken = {opinion: make_application(region) for opinion in (Opinion.FOR, Opinion.AGAINST)}
    for opinion, case in spoken.items():
        for user in group:
            make_position(case, user, opinion)
    make_supplement(asked)
    make_supplement(late, answer_by=timezone.localdate() - dt.timedelta(days=1))
    held, tied = make_application(region), make_application(region)
    decide(held, Status.APPROVED, rendered=False, held_until=timezone.now() + dt.timedelta(minutes=1))
    make_recusal(tied, group[0])
    declined, approved, returned = (
        make_application(region, status) for status in (Status.DECLINED, Status.APPROVED, Status.APPROVED)
    )
    make_returned(returned)
    return [plain, *spoken.values(), asked, late, held, tied, declined, approved, returned]


TYPED: dict[str, dict[str, Any]] = {
    "move-supplement": {"answer_by": (timezone.localdate() + dt.timedelta(days=60)).isoformat()},
}


def answers(form: forms.Form, slug: str, region: Region) -> Callable[[], dict[str, Any]]:
    """Something for every field, by its kind; what the form began with is left as it was."""
    return lambda: typed(form, at_meeting(region)) | TYPED.get(slug, {})


def typed(form: forms.Form, meeting: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        initial = form[name].initial
        value: Any
        match field:
            case Ticks():
                value = meeting["present"]
            case forms.FileField():
                value = make_upload()
            case forms.DateField():
                value = (initial or timezone.localdate()).isoformat()
            case forms.BooleanField():
                value = "on"
            case forms.ModelMultipleChoiceField():
                value = [str(field.queryset[0].pk)]
            case forms.ModelChoiceField():
                value = str(field.queryset[0].pk)
            case forms.MultipleChoiceField():
                value = []
            case forms.ChoiceField():
                value = str(next(key for key, _label in field.widget.choices if key))
            case forms.CharField() if not initial and not isinstance(field.widget, forms.HiddenInput):
                value = "7"
            case _:
                value = "" if initial is None else str(initial)
        sent[name] = value
    return sent


@pytest.mark.parametrize("slug", sorted(PAGES))
def test_confirm_page_pressed_twice_is_pressed_once(world: World, slug: str) -> None:
    page = PAGES[slug]
    alternate = make_leader(world.region, kind="alternate")
    for application in make_cases(world):
        for person in (world.secretary, alternate, world.group[1]):
            case = Case(ReviewItem.objects.get(pk=application.pk), person, Capacities(person))
            if page.is_for(case) and page.is_now(case) and not page.why_not(case):
                client = sign_in(Client(), person)
                address = url(application, slug)
                form = client.get(address).context["form"]

                answer = pressed_twice(client, address, answers(form, slug, world.region))

                assert answer.status_code == 302, answer.context["form"].errors
                return
    pytest.fail("no case is one that the page is for: make one in make_cases")


def test_position_that_says_something_else_is_written_again(world: World) -> None:
    case, user = make_application(world.region), world.group[0]

    def say(opinion: Opinion, comment: str = "") -> None:
        record_position(case, user=user, opinion=opinion, comment=comment)

    for opinion, comment in (
        (Opinion.FOR, "Ja."),
        (Opinion.FOR, "Ja. "),
        (Opinion.FOR, ""),
        (Opinion.AGAINST, ""),
    ):
        say(opinion, comment)
    say(Opinion.FOR, "Ja.")  # as once, but not as last
    assert [row.comment or row.opinion for row in case.positions.order_by("pk")] == [
        *("Ja.", "for", "against", "Ja.")
    ]
    # The application is another one since, so it is said of that one.
    Application.objects.filter(pk=case.pk).update(changed_at=timezone.now())
    say(Opinion.FOR, "Ja.")
    assert (case.positions.count(), case.events.filter(step="position").count()) == (5, 5)


# --- The other pages ----------------------------------------------------------------------------


def two_cases(world: World) -> list[Application]:
    return [make_application(world.region), make_application(world.region)]


def many(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    cases = two_cases(world)
    shown = ",".join(str(case.pk) for case in cases)
    return ids(*cases), lambda: at_meeting(world.region, shown=shown)


def listed(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    cases = two_cases(world)
    return DECIDE, lambda: filled(dict.fromkeys(cases, YES), record="1")


def paper(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    member = make_member(world.region)
    day = timezone.localdate().isoformat()
    said = {"given_on": day, "effective_on": day, "given_by": "Ordföranden"}
    return f"/admin/membership/membership/{member.pk}/withdrawal/", lambda: {**said, "paper": make_upload()}


def let_in(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    member = make_member(world.region)
    said = {"email": "ny@forening.example", "registry_number": "1-2026", "checked": "on"}
    return f"/admin/membership/membership/{member.pk}/access/", lambda: said


def again(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    return f"/admin/membership/signingitem/{stuck(world).pk}/retry/", dict


def again_in_the_list(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    chosen = {"action": "try_again", "index": "0", "_selected_action": [str(stuck(world).pk)]}
    return "/admin/membership/signingitem/?state=all", lambda: chosen


def stuck(world: World) -> SigningDocument:
    """A document that could not be made."""
    case = make_application(world.region)
    document = decide(case, Outcome.APPROVED, rendered=False).signing_documents.get()
    SigningDocument.objects.filter(pk=document.pk).update(failed_at=timezone.now(), tries=3)
    return document


def linked(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    umbrella, branch = two_cases(world)
    said = {"umbrella_is": umbrella.number, "branch_is": branch.number, "_save": "1"}
    return "/admin/membership/organisationlink/add/", lambda: said


def unlinked(world: World) -> tuple[str, Callable[[], dict[str, Any]]]:
    umbrella, branch = two_cases(world)
    link = OrganisationLink.objects.create(umbrella=umbrella.organisation, branch=branch.organisation)
    return f"/admin/membership/organisationlink/{link.pk}/delete/", lambda: {"post": "yes"}


OTHERS = {
    "membership_reviewitem_approve_many": many,
    "membership_reviewitem_decide": listed,
    "membership_membership_withdrawal": paper,
    "membership_membership_access": let_in,
    "membership_signingitem_retry": again,
    "membership_signingitem_changelist": again_in_the_list,
    "membership_organisationlink_add": linked,
    "membership_organisationlink_delete": unlinked,
}
# Lists whose actions lead on, pages that lead on or only show.
WRITE_NOTHING = {
    *("membership_reviewitem_changelist", "membership_reviewitem_change"),
    *("membership_reviewitem_csv", "membership_reviewitem_xlsx"),
    *("membership_membership_changelist", "membership_membership_change"),
    "membership_signingitem_change",
    *("membership_organisationlink_changelist", "membership_organisationlink_change"),
    "membership_organisationlink_history",
}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_other_page_pressed_twice_is_pressed_once(world: World, name: str) -> None:
    client = sign_in(Client(), world.secretary)
    address, sent = OTHERS[name](world)
    # Another try is due now: both presses of a double click are at the same time.
    with time_machine.travel(timezone.now(), tick=False):
        assert pressed_twice(client, address, sent).status_code == 302


def test_every_page_of_the_room_is_pressed_or_writes_nothing() -> None:
    names = {
        pattern.name
        for model, room in admin.site._registry.items()
        if model._meta.app_label == "membership"
        for pattern in room.get_urls()
        if getattr(pattern, "name", None)
    }
    assert names - {page.url_name for page in PAGES.values()} == OTHERS.keys() | WRITE_NOTHING
