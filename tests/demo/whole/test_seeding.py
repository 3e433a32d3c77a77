"""What `seed_demo` tells: every state, real documents and letters, days that fit, and nothing of anybody else's."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from agreement.models import Region, SeatHolding
from agreement.states import SeatKind
from demo import people
from demo.management.commands import seed_demo
from demo.seeding import is_seeded, seed
from letters.models import Letter
from membership.models import Application, Decision, Membership, Organisation, SignedCopy, SigningDocument
from membership.quorum import why_body_cannot_decide
from membership.states import Method, Signing, Status
from tests.demo.rows import everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REGIONS = ["norrbotten", "blekinge"]


@pytest.mark.parametrize("slug", REGIONS)
def test_every_state_is_there(whole_demo: None, slug: str) -> None:
    cases = Application.objects.filter(agreement__region__slug=slug)
    documents = SigningDocument.objects.filter(application__in=cases)

    statuses = Counter(cases.values_list("status", flat=True))
    assert set(statuses) == set(Status.values)
    assert statuses[Status.SUBMITTED] >= 5
    assert set(documents.values_list("status", flat=True)) == set(Signing.values)
    assert 12 <= cases.count() <= 30
    assert Membership.objects.filter(agreement__region__slug=slug).count() >= 4


@pytest.mark.parametrize("slug", REGIONS)
def test_queue_shows_old_and_new_cases(whole_demo: None, slug: str) -> None:
    received = Application.objects.filter(agreement__region__slug=slug, status=Status.SUBMITTED).values_list(
        "submitted_at", flat=True
    )
    ages = [timezone.now() - at for at in received]

    assert max(ages) > dt.timedelta(days=9)
    assert dt.timedelta(0) < min(ages) < dt.timedelta(days=1)
    assert len({age.days for age in ages}) >= 4


def test_nothing_lies_in_the_future_or_before_its_cause(whole_demo: None) -> None:
    now = timezone.now()
    for decision in Decision.objects.select_related("application"):
        application = decision.application
        assert application.submitted_at is not None
        assert timezone.localdate(application.submitted_at) <= decision.decided_on <= timezone.localdate(now)
        steps = list(application.events.values_list("at", flat=True))
        assert steps == sorted(steps)
        assert steps[0] == application.submitted_at
        assert steps[-1] < now
    for document in SigningDocument.objects.select_related("decision"):
        assert document.snapshot["issued_on"] == document.decision.decided_on.isoformat()


def test_documents_are_real_and_ready(whole_demo: None) -> None:
    documents = list(SigningDocument.objects.select_related("application"))

    assert len(documents) > 15
    for document in documents:
        assert document.done_at is not None
        with (
            default_storage.open(document.stored_name) as stored,
            pikepdf.open(io.BytesIO(stored.read())) as pdf,
        ):
            assert document.application.reference in str(pdf.docinfo.get("/Title", "")) + str(
                pdf.Root.Metadata
            )


def test_signed_copies_came_back_both_ways(whole_demo: None) -> None:
    assert set(SignedCopy.objects.values_list("method", flat=True)) == set(Method.values)
    copy = SignedCopy.objects.filter(method=Method.UPLOAD)[0]
    assert copy.sha256 != copy.document.sha256  # something was written on it
    assert SignedCopy.objects.exclude(refused_at=None).exists()


def test_letters_are_composed_at_their_time_and_wait_for_the_relay(whole_demo: None) -> None:
    kinds = set(Letter.objects.values_list("kind", flat=True))
    assert kinds >= {
        *("receipt", "signing_request", "declined", "copy_refused", "welcome", "supplement_asked"),
        *("meeting_call", "meeting_minutes", "meeting_confirmed"),
    }
    assert not Letter.objects.exclude(to__endswith="@demo.example").exists()
    for application in Application.objects.exclude(status=Status.DRAFT):
        receipt = Letter.objects.get(key__startswith=f"receipt:{application.reference}:")
        assert receipt.created_at == application.submitted_at
        assert receipt.done_at is None


@pytest.mark.parametrize("slug", REGIONS)
def test_leadership_group_is_whole_and_can_decide(whole_demo: None, slug: str) -> None:
    agreement = Region.objects.get(slug=slug).agreement
    body = agreement.body("leadership")
    assert body is not None

    held = SeatHolding.objects.on(timezone.localdate()).filter(seat__body=body)
    deciding = body.seats.exclude(kind=SeatKind.CO_OPTED)
    assert deciding.exclude(pk__in=held.values("seat")).count() == 0
    assert held.filter(seat__kind=SeatKind.CO_OPTED).count() == 1
    assert why_body_cannot_decide(agreement, timezone.localdate()) == ""
    for party in agreement.parties.all():
        assert held.filter(seat__party=party, seat__kind=SeatKind.ORDINARY).exists()


@pytest.mark.parametrize("slug", REGIONS)
def test_every_partys_seats_were_filled_by_its_own_administrator(whole_demo: None, slug: str) -> None:
    parties = Region.objects.get(slug=slug).agreement.parties.all()
    own = {
        party.pk: {role.user_id for role in party.regionrole_set.filter(role="party_administrator")}
        for party in parties
    }

    held = SeatHolding.objects.filter(seat__body__agreement__region__slug=slug, seat__body__filled_by="party")
    deciding = held.exclude(seat__party=None).select_related("seat")
    assert deciding.count() >= len(own)
    assert all(each.recorded_by_id in own[each.seat.party_id] for each in deciding)


@pytest.mark.parametrize("slug", REGIONS)
def test_region_has_a_past_and_a_coming_day_marked_as_examples(whole_demo: None, slug: str) -> None:
    region = Region.objects.get(slug=slug)
    days = region.agreement.cut_offs.filter(title__endswith="(exempel)").values_list("last_day", flat=True)

    assert [day >= timezone.localdate() for day in days] == [False, True]
    assert region.contact_email.endswith("@demo.example")


def test_everybody_is_invented(whole_demo: None) -> None:
    assert not User.objects.exclude(email__endswith="@demo.example").exists()
    numbers = Organisation.objects.exclude(number=None).values_list("number", flat=True)
    assert all(number.startswith("80299") for number in numbers if number)
    assert Organisation.objects.filter(number=None).exists()
    names = " ".join(Organisation.objects.values_list("name", flat=True))
    assert set(names) >= set("åäöÅÄČáŁŻó")


def test_second_run_asks_one_question_and_changes_nothing(
    whole_demo: None, django_assert_num_queries: Any
) -> None:
    before = everything()

    with django_assert_num_queries(1):
        call_command(seed_demo.Command())

    assert everything() == before


def test_interrupted_run_is_finished_by_the_next(whole_demo: None) -> None:
    Letter.objects.filter(key__contains="NB-").delete()
    case = Application.objects.filter(status=Status.DRAFT)[0]
    User.objects.get(email=people.OPERATOR.email).delete()
    name = case.name
    case.delete()
    assert not is_seeded()
    before = Application.objects.count(), User.objects.count()

    told = seed()

    assert (told.cases, told.people) == (1, 1)
    assert (Application.objects.count(), User.objects.count()) == (before[0] + 1, before[1] + 1)
    assert Application.objects.filter(name=name, status=Status.DRAFT).count() == 1
    assert is_seeded()
