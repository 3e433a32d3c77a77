"""Papers that came with an application name people, and go with the contacts of a former member (GDPR 5.1 e, MEM-09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from membership.models import Application, Attachment, Membership
from membership.services.attachments import attach_paper
from membership.services.forgetting import forget_contacts
from membership.states import Status
from tests.factories import make_supplement, make_upload
from tests.membership.leaving.acts import NOON, leave, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(member: Membership, person: User) -> Attachment:
    """As it came with the draft."""
    cases = Application.objects.filter(pk=member.application_id)
    cases.update(status=Status.DRAFT)
    attached = attach_paper(cases.get(), actor=person, kind="minutes", upload=make_upload())
    cases.update(status=Status.APPROVED)
    return attached


def test_papers_go_with_the_contacts_of_a_former_member(
    member: Membership, person: User, paper: Attachment, noon: Any, django_capture_on_commit_callbacks: Any
) -> None:
    forget_contacts(member)
    assert Attachment.objects.exists(), "a member of today keeps them"

    run(leave(member, person))
    noon.move_to(NOON + dt.timedelta(days=400))
    with django_capture_on_commit_callbacks(execute=True):
        forget_contacts(member)
    assert not Attachment.objects.exists()
    assert not default_storage.exists(paper.stored_name)
    assert forget_contacts(member) == 0


def test_what_a_supplement_brought_is_a_part_of_the_record(
    member: Membership, person: User, paper: Attachment, noon: Any
) -> None:
    Attachment.objects.update(supplement=make_supplement(member.application), kind="other")
    run(leave(member, person))
    noon.move_to(NOON + dt.timedelta(days=400))
    forget_contacts(member)
    assert Attachment.objects.get() == paper


@pytest.mark.parametrize("kind", ["statutes", "minutes"])
def test_statutes_and_minutes_of_a_supplement_go_alike(
    member: Membership, person: User, paper: Attachment, noon: Any, kind: str
) -> None:
    Attachment.objects.update(supplement=make_supplement(member.application), kind=kind)
    run(leave(member, person))
    noon.move_to(NOON + dt.timedelta(days=400))
    forget_contacts(member)
    assert not Attachment.objects.exists()
