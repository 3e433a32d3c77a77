"""Rows of several tables by one question are the rows that the tables have."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from agreement.gathering import gather, keep
from agreement.models import Commitment, RegistryNumber, VersionTranslation
from tests.agreement.written import fill, make_decision, make_registry_number, translate
from tests.factories import make_region

pytestmark = pytest.mark.django_db


def test_gathered_rows_are_the_stored_rows(django_assert_num_queries: Any) -> None:
    region = make_region()
    version = fill(region)
    translate(version, "se", texts={"goal/1": 'Å "citat" \\ { }', "tal": 3})
    for party in (1, 0):
        make_registry_number(region, party=party)
    make_decision(region, "ett")
    make_decision(region, "tva", decided_on=None)
    sets: dict[str, QuerySet[Any]] = {
        "parts": version.parts.all(),
        "goals": version.goals.all(),
        "principles": version.principles.all(),
        "commitments": Commitment.objects.filter(principle__version=version),
        "lineage": version.lineage.all(),
        "links": version.links.all(),
        "signatures": version.signatures.all(),
        "translations": version.translations.all(),
        "decisions": region.agreement.decisions.all(),
        "parties": region.agreement.parties.all(),
        "registries": RegistryNumber.objects.all(),  # in the order of their parties, which are not read
        "nothing": VersionTranslation.objects.filter(language="fi"),
    }
    with django_assert_num_queries(1):
        found = gather(sets)
    for name, rows in sets.items():
        stored = {row.pk: row for row in rows}
        assert {row.pk for row in found[name]} == stored.keys()
        for row in found[name]:
            for field in row._meta.concrete_fields:
                assert getattr(row, field.attname) == getattr(stored[row.pk], field.attname), (name, field)
    assert [row.pk for row in found["parts"]] == [row.pk for row in version.parts.all()]
    assert [row.pk for row in found["decisions"]] == [
        row.pk for row in region.agreement.decisions.order_by("order", "pk") if row.decided_on
    ] + [row.pk for row in region.agreement.decisions.all() if not row.decided_on]


def test_deferred_fields_are_asked_for_when_needed(django_assert_num_queries: Any) -> None:
    version = fill(make_region())
    found = gather({"parts": version.parts.defer("body"), "goals": version.goals.all()}, leave_out=("text",))
    with django_assert_num_queries(2):
        assert found["parts"][0].body == "Tillsammans."
        assert found["goals"][0].text == "Att höras i tid"


def test_one_set_alone_is_gathered_too() -> None:
    version = fill(make_region())
    assert len(gather({"goals": version.goals.all()})["goals"]) == 1


def test_kept_rows_are_not_asked_for_again(django_assert_num_queries: Any) -> None:
    version = fill(make_region())
    rows = gather({"parts": version.parts.all()})["parts"]
    with django_assert_num_queries(0):
        keep(version, "parts", rows[:1])
        assert list(version.parts.all()) == rows[:1]


def test_rows_are_ordered_by_a_relation_without_asking_for_it(django_assert_num_queries: Any) -> None:
    """Registry numbers stand by party, then by number (`Meta.ordering`)."""
    agreement = make_region().agreement
    first, second = agreement.parties.order_by("pk")[:2]
    for party, number in ((second, "1"), (first, "2"), (first, "1")):
        party.registry_numbers.create(number=number)
    with django_assert_num_queries(1):
        rows = gather({"numbers": RegistryNumber.objects.all()})["numbers"]
        found = [(row.party_id, row.number) for row in rows]
    assert found == [(first.pk, "1"), (first.pk, "2"), (second.pk, "1")]
