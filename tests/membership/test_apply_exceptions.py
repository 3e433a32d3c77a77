"""A region that makes no exceptions offers none, on no page (MEM-04, MEM-06)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from membership.services import missing_pages
from membership.states import Scope
from samverkan import public_cache
from tests.factories import make_draft, sign_in
from tests.membership.applying import address, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(region: Region) -> Region:
    region.agreement.admits_exceptions = False
    region.agreement.save()
    return region


def test_exception_is_neither_offered_nor_taken(client: Client, strict: Region) -> None:
    fill(client, "organisation")
    form = client.get(address("omrade")).context["form"]
    assert Scope.OTHER not in dict(form.fields["scope"].choices)
    assert "scope_reason" not in form.fields
    assert "undantag" not in str(form.fields["scope"].help_text)

    answer = client.post(address("omrade"), {"scope": "other", "scope_reason": "Vi vill."})
    assert answer.context["form"].has_error("scope", "invalid_choice")
    answer = client.post(address("omrade"), {"scope": "several"})
    assert answer.context["form"].has_error("municipalities", "too_few")
    assert "På annat sätt" not in str(answer.context["form"].errors)


def test_exception_asked_for_before_is_no_answer_any_more(
    client: Client, strict: Region, person: User
) -> None:
    draft = make_draft(strict, person, scope=Scope.OTHER, scope_reason="Vi är ensamma om det vi gör.")
    assert "omrade" in missing_pages(draft)
    assert sign_in(client, person).get(address("omrade")).status_code == 200


def test_page_says_that_the_agreement_is_not_adopted_yet(client: Client, region: Region) -> None:
    """MEM-01: one may apply before, and is told that it is before."""
    said = "inte antagen än"
    pages = [address(), "/norrbotten/anslut/"]
    assert not [page for page in pages if said in client.get(page).content.decode()]
    region.agreement.versions.update(in_force_from=timezone.localdate() + dt.timedelta(days=1))
    public_cache.forget()
    assert [page for page in pages if said in client.get(page).content.decode()] == pages
