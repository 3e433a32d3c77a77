"""`seed_scale` writes whole and harmless rows, the same every time."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreement.models import PublicStamp
from demo.management.commands import seed_scale
from letters.models import Letter
from membership.models import (
    Application,
    ApplicationEvent,
    Decision,
    Membership,
    Organisation,
    SigningDocument,
)
from membership.numbers import clean_organisation_number
from membership.states import Status
from tests.factories import make_region


@pytest.fixture(autouse=True)
def _regions(small_demo: None) -> None:
    make_region("norrbotten")
    make_region("blekinge")
    PublicStamp.objects.get_or_create(pk=1)


def scale(organisations: int, applications: int, **more: Any) -> str:
    out = io.StringIO()
    call_command(
        seed_scale.Command(stdout=out), organisations=organisations, applications=applications, **more
    )
    return out.getvalue()


def statuses() -> Counter[str]:
    return Counter(Application.objects.values_list("status", flat=True))


def test_rows_are_whole(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(60):
        said = scale(200, 200)

    assert "200 in all" in said
    assert statuses()[Status.SUBMITTED] == 60
    assert set(statuses()) == {Status.SUBMITTED, Status.APPROVED, Status.DECLINED, Status.WITHDRAWN}
    approved, declined = statuses()[Status.APPROVED], statuses()[Status.DECLINED]
    assert Decision.objects.count() == approved + declined
    assert SigningDocument.objects.count() == Membership.objects.count() == approved
    assert ApplicationEvent.objects.count() == 200 + 140
    for number in Organisation.objects.values_list("number", flat=True)[:20]:
        assert clean_organisation_number(str(number)) == number
    regions = Counter(Application.objects.values_list("agreement__region__slug", flat=True))
    assert regions == {"norrbotten": 100, "blekinge": 100}


def test_relay_has_nothing_to_do_with_them() -> None:
    scale(50, 50)

    assert not SigningDocument.objects.due(timezone.now()).exists()
    assert not Letter.objects.exists()


def test_twice_is_the_same_as_once_and_more_adds_to_it() -> None:
    scale(30, 30)
    references = list(Application.objects.order_by("pk").values_list("reference", "name", "status"))
    said = scale(30, 30)
    assert "applications: nothing" in said
    assert list(Application.objects.order_by("pk").values_list("reference", "name", "status")) == references

    scale(80, 80)

    assert (
        list(Application.objects.order_by("pk").values_list("reference", "name", "status")[:30]) == references
    )
    assert statuses()[Status.SUBMITTED] == 24
    assert Application.objects.count() == Organisation.objects.count() == 80


def test_fewer_organisations_have_old_refusals() -> None:
    scale(20, 100)

    assert Organisation.objects.count() == 20
    assert Application.objects.count() == 100
    assert (
        statuses()[Status.SUBMITTED] == 12
    )  # of the forty places that twenty organisations have in two regions
    with pytest.raises(CommandError, match="begin anew"):
        scale(200, 200)


def test_share_that_awaits_is_chosen() -> None:
    scale(40, 40, awaiting_share=1.0)

    assert statuses() == {Status.SUBMITTED: 40}


@pytest.mark.parametrize(
    ("organisations", "applications", "share"),
    [(0, 10, 0.3), (10, -1, 0.3), (2_000_000, 1, 0.3), (10, 10, 1.5), (10, 10, -0.1)],
)
def test_nonsense_is_refused(organisations: int, applications: int, share: float) -> None:
    with pytest.raises(CommandError):
        scale(organisations, applications, awaiting_share=share)
    assert not Application.objects.exists()


def test_public_pages_are_told() -> None:
    before = PublicStamp.objects.get(pk=1).number

    scale(5, 5)

    assert PublicStamp.objects.get(pk=1).number > before
