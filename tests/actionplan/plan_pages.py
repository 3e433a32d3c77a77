"""The plans' own pages in the admin, and what a browser would send from them."""

from __future__ import annotations

from typing import Any

from django.test import Client

PLANS, AREAS, MILESTONES = (
    f"/admin/actionplan/{name}/" for name in ("actionplan", "developmentarea", "milestone")
)


def page(row: Any) -> str:
    return f"/admin/actionplan/{row._meta.model_name}/{row.pk}/change/"


def filled(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send from the page as it is."""
    response = client.get(address)
    assert response.status_code == 200
    formsets = [each.formset for each in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form]
    forms += [form for formset in formsets for form in (formset.management_form, *formset.forms)]
    sent: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                value = "on"
            if value is not None and value is not False:
                sent[bound.html_name] = value
    return sent


def send(client: Client, row: Any, **changed: Any) -> Any:
    """Change the page of `row` and save it."""
    return client.post(page(row), filled(client, page(row)) | changed)
