"""Nobody of the staff, the operator least of all, finds a word of a draft anywhere (LAW-P1)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import User
from tests.factories import (
    make_draft,
    make_leader,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db

WORD = "Qvicksilverdraft"


@pytest.mark.slow
@pytest.mark.parametrize("who", ["operator", "secretary", "leader"])
def test_no_page_of_the_admin_says_a_word_of_a_draft(client: Client, who: str) -> None:
    region = make_region()
    owner = make_user("maja@forening.example")
    draft = make_draft(
        region, owner, name=WORD, contact_name=WORD, contact_email=f"{WORD.lower()}@forening.example"
    )
    staff: User = {
        "operator": make_operator,
        "secretary": lambda: make_secretary(region),
        "leader": lambda: make_leader(region),
    }[who]()
    sign_in(client, staff, second_factor=True)
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    addresses = [
        "/admin/",
        *lists,
        *(f"{address}?status=all&state=all" for address in lists),
        *(f"{address}?q={draft.reference[:5]}" for address in lists),
        *(f"{address}{draft.pk}/{page}/" for address in lists for page in ("change", "history", "delete")),
        f"/admin/membership/reviewitem/approve/?ids={draft.pk}",
        f"/admin/membership/reviewitem/decide/?ids={draft.pk}",
        f"/admin/accounts/user/{owner.pk}/change/",
        f"/admin/accounts/user/{owner.pk}/history/",
        f"/admin/agreement/municipality/{region.municipalities.first().pk}/delete/",
        f"/mina-sidor/{draft.reference}/",
        f"/mina-sidor/{draft.reference}/dokument/",
        f"/norrbotten/anslut/ansok/?arende={draft.reference}",
        f"/norrbotten/anslut/ansok/klart/{draft.reference}/",
        "/norrbotten/anslut/ansok/organisation/",
    ]

    told = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        text = answer.content.decode()
        if WORD.lower() in text.lower() or f"{draft.reference}<" in text:
            told.append(address)

    assert told == []
