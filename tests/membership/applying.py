"""The answers of one organisation, and how they are sent page by page."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

ORGANISATION = {"name": "Föreningen Vinterljus", "number": "8025184220", "form": "nonprofit"}
SCOPE = {"scope": "county"}
CONTACT = {
    "contact_name": "Maja Påhittad",
    "contact_email": "maja@vinterljus.example",
    "contact_phone": "070-123 45 67",
    "contact_level": "regional",
}
DECLARATION = {"declared": "on", "declared_by": "Maja Påhittad"}
GOOD: dict[str, dict[str, Any]] = {
    "organisation": ORGANISATION,
    "omrade": SCOPE,
    "kontakt": CONTACT,
    "intygande": DECLARATION,
}
ORDER = list(GOOD)


def address(page: str = "", region: str = "norrbotten") -> str:
    if not page:
        return reverse("membership:apply", args=[region])
    return reverse("membership:apply-page", args=[region, page])


def fill(client: Client, *pages: str, region: str = "norrbotten") -> Any:
    """Send good answers to the pages; the last response."""
    response = None
    for page in pages:
        response = client.post(address(page, region), GOOD[page])
        assert response.status_code == 302, response.context["form"].errors
    return response
