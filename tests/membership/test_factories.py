"""The factories make what the services would have made."""

from __future__ import annotations

import pytest

from membership.models import Application, Membership
from membership.states import Status
from tests.factories import make_application, make_balanced_group, make_member, make_region

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["norrbotten", "blekinge"])
@pytest.mark.parametrize("status", Status.values)
def test_application_is_made_in_every_state(slug: str, status: str) -> None:
    application = make_application(make_region(slug), status)

    kept = Application.objects.get(pk=application.pk)
    assert kept.status == status
    assert (kept.organisation is None) == (status == Status.DRAFT)
    assert kept.signing_documents.count() == (status == Status.APPROVED)


def test_member_is_a_current_member_of_a_group_that_can_decide() -> None:
    region = make_region()
    make_balanced_group(region)
    member = make_member(region)

    assert list(Membership.objects.current().in_region(region)) == [member]
