"""The case page's addresses, what its forms are sent, and what it says."""

from __future__ import annotations

from typing import Any

from agreement.models import Region
from letters.models import Letter
from membership.models import Application, ApplicationEvent, Decision, Membership, SignedCopy, SigningDocument
from tests.factories import at_meeting


def url(case: Application, page: str = "change") -> str:
    return f"/admin/membership/reviewitem/{case.pk}/{page}/"


def decision(**changed: Any) -> dict[str, Any]:
    """Everybody of the north came today."""
    return at_meeting(Region.objects.get(slug="norrbotten"), **{"paragraph": "§ 12", **changed})


def said(response: Any) -> list[str]:
    """What the page that follows tells."""
    return [str(message) for message in response.context["messages"]]


def everything_written() -> tuple[Any, ...]:
    """Every row that the admin of cases could touch."""
    models = (Application, ApplicationEvent, Decision, SigningDocument, SignedCopy, Membership, Letter)
    return tuple(tuple(model.objects.order_by("pk").values_list()) for model in models)
