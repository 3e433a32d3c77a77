"""The page where a meeting's decisions are recorded, filled in as a secretary would, and its buttons."""

from __future__ import annotations

from typing import Any

from django.test import Client

from membership.models import Application
from tests.factories import at_meeting

DECIDE = "/admin/membership/reviewitem/decide/"
QUEUE = "/admin/membership/reviewitem/"
LATER = {"outcome": "later"}
YES = {"outcome": "approved"}


def page(*cases: Application) -> str:
    return f"{DECIDE}?ids={','.join(str(case.pk) for case in cases)}"


def no(case: Application, **said: Any) -> dict[str, Any]:
    first = case.agreement.criteria.all()[0]
    return {"outcome": "declined", "reasons": [str(first.pk)], "reasons_text": "Bara en kommun.", **said}


def filled(rows: dict[Application, dict[str, Any]], **changed: Any) -> dict[str, Any]:
    """Everybody came today, the first paragraph is 12, and each row says what is given for it."""
    region = next(iter(rows)).agreement.region
    sent = at_meeting(region, paragraph="12", **changed)
    sent["ids"] = ",".join(str(case.pk) for case in rows)
    empty = {"paragraph": "", "registry_number": "", "reasons_text": "", "dissent": ""}
    for case, said in rows.items():
        sent |= {f"case-{case.pk}-{name}": value for name, value in (empty | said).items()}
    return sent


def look(client: Client, sent: dict[str, Any]) -> Any:
    """The table that says what will be written."""
    return client.post(DECIDE, sent)


def record(client: Client, table: Any, *, follow: bool = True) -> Any:
    """Press the button that writes."""
    return again(client, table, "record", follow=follow)


def again(client: Client, table: Any, button: str, *, follow: bool = True) -> Any:
    """Press one of the table's buttons: what a browser sends are the hidden fields."""
    sent: dict[str, list[str]] = {}
    for name, value in table.context["list"].sent_again():
        sent.setdefault(name, []).append(value)
    return client.post(DECIDE, {**sent, button: "1"}, follow=follow)


def told(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]
