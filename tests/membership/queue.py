"""The review queue as a test reads it."""

from __future__ import annotations

from django.test import Client

QUEUE = "/admin/membership/reviewitem/"


def names(client: Client, query: str = "") -> list[str]:
    """The organisations on the page, in order."""
    response = client.get(QUEUE + query)
    assert response.status_code == 200, response.status_code
    return [case.name for case in response.context["cl"].result_list]
