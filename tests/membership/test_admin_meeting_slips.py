"""What the meeting decided, case by case: slips of whoever fills it in, and nothing typed that is lost or doubled."""

from __future__ import annotations

import pytest
from django.test import Client

from agreement.models import Region
from membership.models import Decision
from membership.states import Status
from tests.factories import make_application, make_balanced_group, make_region
from tests.membership.at_meetings import DECIDE, YES, filled, no

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    region = make_region()
    make_balanced_group(region)
    return region


def test_a_half_written_refusal_is_not_approved_with_the_rest(secretary: Client, region: Region) -> None:
    """Nor is a case that cannot be decided."""
    empty, worded, ticked, numbered, registered, asked = (make_application(region) for _each in range(6))
    rows = {
        empty: {},
        worded: {"reasons_text": "Bara en kommun."},
        ticked: {"reasons": no(ticked)["reasons"]},
        numbered: {"paragraph": "14"},
        registered: {"registry_number": "2026-7"},
        asked: {},
    }
    type(asked).objects.filter(pk=asked.pk).update(status=Status.SUPPLEMENT)

    rest = secretary.post(DECIDE, {**filled(rows), "rest": "1"}).context["list"]

    assert {row.case: row["outcome"].value() for row in rest.rows} == dict.fromkeys(rows) | {
        empty: "approved"
    }
