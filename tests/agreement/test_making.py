"""The making of the agreement, and its news, as staff record them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from agreement.models import ConsultationAnswer, MakingStep, NewsItem, Region
from agreement.states import MakingKind
from tests.agreement.recorded import ADMIN, number, refused_to_remove
from tests.factories import make_open_document, make_operator, make_secretary
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


def step(region: Region, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": region.agreement.pk,
        "kind": "consultation",
        "title": "Remiss",
        "order": "1",
        "answers-TOTAL_FORMS": "1",
        "answers-INITIAL_FORMS": "0",
        "answers-0-sender": "Föreningen Exempel",
        "answers-0-text": "Bra, men kortare.",
        "answers-0-document": "",
        "answers-0-order": "1",
        **changed,
    }


def test_consultation_is_recorded_with_its_answers(secretary: Client, north: Region) -> None:
    """AGR-26."""
    answer = make_open_document(north.agreement)
    data = step(north, **{"answers-0-document": answer.pk})
    assert secretary.post(f"{ADMIN}makingstep/add/", data).status_code == 302
    made = ConsultationAnswer.objects.get()
    assert (made.step.agreement, made.sender, made.document) == (
        north.agreement,
        "Föreningen Exempel",
        answer,
    )
    assert refused_to_remove(secretary, made.step)


@pytest.mark.parametrize("who", ["secretary", "operator"])
def test_steps_and_answers_never_point_at_another_region(
    client: Client, north: Region, south: Region, who: str
) -> None:
    sign_in(client, make_operator() if who == "operator" else make_secretary(north))
    theirs = make_open_document(south.agreement).pk
    registry = number(south.agreement.parties.all()[0]).pk
    for link, row in (("answers-0-document", theirs), ("document", theirs), ("registry", registry)):
        response = client.post(f"{ADMIN}makingstep/add/", step(north, **{link: row}))
        assert response.status_code == 200
        assert not MakingStep.objects.exists()


def test_step_does_not_end_before_it_begins(north: Region) -> None:
    late, early = dt.date(2021, 2, 1), dt.date(2021, 1, 1)
    made = MakingStep(
        agreement=north.agreement, kind=MakingKind.SURVEY, title="Enkät", from_on=late, to_on=early
    )
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert list(refused.value.message_dict) == ["to_on"]


def test_news_gets_an_address_of_its_title(secretary: Client, north: Region) -> None:
    data = {
        "agreement": north.agreement.pk,
        "title": "Årsmötet närmar sig",
        "summary": "Kom!",
        "body": "",
        "published_on": "2026-01-01",
    }
    for _again in range(2):
        assert secretary.post(f"{ADMIN}newsitem/add/", data).status_code == 302
    assert sorted(NewsItem.objects.values_list("slug", flat=True)) == [
        "arsmotet-narmar-sig",
        "arsmotet-narmar-sig-2",
    ]
