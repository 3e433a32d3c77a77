"""The pages of plans as a reader gets them, and a plan with something in it."""

from __future__ import annotations

import datetime as dt
import re

from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from actionplan.models import ActionPlan, PlanLink
from agreement.states import LinkKind, PartKind
from samverkan.public_cache import forget
from tests.actionplan.rows import make_area, make_milestone, make_part, report, serve
from tests.factories import sign_in


def read(client: Client, name: str, *args: str, language: str = "en", status: int = 200) -> str:
    """The page behind an address, made anew; in English the interface's words are the msgids."""
    forget()
    with override(language):  # the language of the request before stays with the thread
        address = reverse(f"actionplan:{name}", args=args)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def as_person(user: User) -> Client:
    """A browser in which somebody is signed in, with the second factor shown."""
    return sign_in(Client(), user, second_factor=True)


def page(client: Client, address: str, status: int = 200) -> str:
    """What stands at an address."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def body(page: str) -> str:
    """What stands in the page's own part, as text without markup."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def fill(plan: ActionPlan, *, areas: int = 2, actions: int = 2, milestones: int = 2) -> None:
    """A plan with everything that a plan can have."""
    make_part(plan)
    make_part(plan, PartKind.FOLLOW_UP, heading="Uppföljning", body="Varje år.", order=2)
    for number in range(areas):
        area = make_area(plan, f"Område {number}", *(f"Insats {number}.{n}" for n in range(actions)))
        serve(area, ("dialog", "oppenhet", "kvalitet")[number % 3])
    for number in range(milestones):
        milestone = make_milestone(plan, 2020 + number, f"Delmål {number}")
        if number % 3:
            report(milestone, dt.date(2026, 1, 2) if number % 3 == 1 else None, proof="Protokollet.")
    PlanLink.objects.create(plan=plan, kind=LinkKind.AGENDA_2030, number=17, title="Partnerskap")
