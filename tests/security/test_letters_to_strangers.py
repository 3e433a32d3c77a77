"""The portal's letterhead is not for hire: no stranger gets a letter with somebody's own text in it (attacks 5, 44)."""

from __future__ import annotations

import pytest
from django.test import Client

from letters.models import Letter
from membership.services import submit_application
from membership.states import Outcome
from tests.factories import decide, make_draft, make_region, make_user

pytestmark = pytest.mark.django_db


def test_address_that_nobody_confirmed_gets_no_receipt(client: Client) -> None:
    """A signed-in person may name another contact; who that is, nobody has asked before the group has decided."""
    user = make_user("maja@forening.example")
    draft = make_draft(make_region(), user, name="Ring 0900 nu!", contact_email="stranger@elsewhere.example")

    submit_application(application=draft, actor=user)

    assert [letter.to for letter in Letter.objects.all()] == ["maja@forening.example"]


def test_contact_gets_letters_once_the_group_has_decided() -> None:
    user = make_user("maja@forening.example")
    draft = make_draft(make_region(), user, contact_email="kassor@forening.example")
    submit_application(application=draft, actor=user)

    decide(draft, Outcome.APPROVED)

    assert draft.recipients == ["kassor@forening.example", "maja@forening.example"]
