"""Every list of the admin asks as many queries for a full page of three hundred rows as for three."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplan.models import ActionPlan, PlanTranslation
from agreement.models import AgreementVersion, Region, RequiredDecision, VersionTranslation
from agreement.states import TextState
from meetings.services import hand_over, propose_item
from membership.models import OrganisationLink
from membership.states import Status
from relay.admin_lists import work_model
from tests.actionplan.activity_rows import make_activity, make_activity_plan, make_point, make_word
from tests.factories import (
    make_application,
    make_balanced_group,
    make_cut_off,
    make_decision_record,
    make_member,
    make_open_document,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
)
from tests.harness.sign_in import sign_in
from tests.meetings.groups import make_development_group, seat_in

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 300
_numbers = itertools.count(1)


@pytest.fixture
def region() -> Region:
    """A region with at least one row of everything that has a list."""
    from agreement.states import MakingKind
    from letters.models import Letter

    region = make_region()
    agreement = region.agreement
    make_balanced_group(region)
    make_secretary(region)
    make_cut_off(region, timezone.localdate())
    case, member = make_application(region), make_member(region)
    make_returned(make_application(region, Status.APPROVED))
    make_decision_record(agreement)
    make_open_document(agreement)
    party = agreement.parties.all()[0]
    party.registry_numbers.create(number="Dnr 1")
    RequiredDecision.objects.create(agreement=agreement, party=party)
    agreement.making.create(kind=MakingKind.SURVEY, title="Enkät")
    party.notices.create(kind="renegotiation", notified_on=timezone.localdate())
    agreement.forums.create(slug="rad", name="Rådet", owner=party)
    agreement.nomination_rounds.create(
        slug="runda",
        title="Runda",
        about="Platser.",
        body=agreement.bodies.all()[0],
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate(),
        member_by=timezone.localdate(),
        seats_sought=1,
        term_from_on=timezone.localdate(),
    )
    agreement.bodies.all()[0].meetings.create(day=timezone.localdate())
    _hand_over(region)
    agreement.news.create(slug="nytt", title="Nytt", summary="Kort.", published_on=timezone.localdate())
    version = AgreementVersion.objects.create(
        agreement=agreement, slug="utkast", label="Utkast", state=TextState.DRAFT
    )
    version.principles.create(slug="dialog", name="Dialog", order=1)
    VersionTranslation.objects.create(version=version, language="en")
    plan = ActionPlan.objects.create(agreement=agreement, slug="plan", title="Plan", state=TextState.DRAFT)
    plan.areas.create(slug="mat", name="Mat", order=1)
    plan.milestones.create(year=2027, text="Ett", order=1)
    PlanTranslation.objects.create(plan=plan, language="en")
    make_activity(make_activity_plan(region))
    make_word(region)
    make_point(region)
    agreement.planning.create(slug="plan", title="Plan")
    OrganisationLink.objects.create(umbrella=member.organisation, branch=case.organisation)
    Letter.objects.create(
        key="k", kind="receipt", region=region.slug, to="a@b.example", subject="Brev", text="Hej"
    )
    return region


def _hand_over(region: Region) -> None:
    group = make_development_group(region)
    member = seat_in(group)
    hand_over(propose_item(group, actor=member, title="Resor"), actor=member, question="Betalar ni?")


def more(row: Any) -> Any:
    """A row like `row`: other words where they must be unique, and a parent of its own where there can be only one."""
    twin = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    twin.pk, twin._state.adding = None, True
    alone = [
        [field]
        for field in row._meta.concrete_fields
        if field.unique and not field.primary_key and getattr(row, field.attname) is not None
    ]
    together = [
        [row._meta.get_field(name) for name in rule.fields]
        for rule in row._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields
    ]
    for fields in alone + together:
        _differ(twin, fields, next(_numbers))
    return twin


def _differ(twin: Any, fields: list[Any], number: int) -> None:
    """Change one of the fields: rather a word than a number, a day or (last) a parent."""
    last_first = list(
        reversed(fields)
    )  # (plan, language), (agreement, organisation): the second tells them apart
    for field in sorted(last_first, key=lambda field: (bool(field.is_relation), bool(field.choices))):
        value = getattr(twin, field.attname)
        if field.is_relation:
            parent = more(getattr(twin, field.name))
            parent.save()
            setattr(twin, field.name, parent)
        elif isinstance(value, uuid.UUID):
            setattr(twin, field.attname, uuid.uuid4())
        elif isinstance(value, int):
            setattr(twin, field.attname, value + number)
        elif isinstance(value, dt.date):
            setattr(twin, field.attname, value + dt.timedelta(days=number))
        elif value is not None and not field.choices:
            mark = f"{number:04}"
            setattr(twin, field.attname, f"{value}{mark}"[-(field.max_length or 100) :])
        else:
            continue
        return


def queries_of(client: Client, address: str) -> tuple[list[Any], list[str]]:
    """The rows of the list's first page, and what was asked for them."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return list(response.context["cl"].result_list), [query["sql"] for query in queries]


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    sorted(admin.site._registry, key=lambda model: model._meta.label),
    ids=lambda model: model._meta.label,
)
def test_list_asks_as_much_for_three_hundred_rows_as_for_three(
    client: Client, region: Region, model: Any
) -> None:
    sign_in(client, make_operator())
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    table = work_model(model)._default_manager
    shown, _queries = queries_of(client, address)
    assert shown, "the region has no row for this list"
    row, made, counts = table.get(pk=shown[0].pk), 0, []
    for wanted in (FEW, MANY):
        table.bulk_create(more(row) for _each in range(wanted - made))
        made = wanted
        shown, asked = queries_of(client, address)
        assert len(shown) >= min(wanted, 50)
        counts.append(asked)
    few, many = counts
    assert len(many) <= len(few), "\n".join(sql[:200] for sql in many if sql not in few)[:3000]
