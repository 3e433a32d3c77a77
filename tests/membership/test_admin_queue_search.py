"""The review queue's search and filters: what they find, and what hostile addresses do not do."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from agreement.models import Municipality, Region
from membership.folding import named
from membership.models import Application
from membership.states import Status
from tests.factories import make_application, make_region
from tests.membership.queue import QUEUE, names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "ÖRNEN",
        "örnen",
        "NB-26-ABCDEF",
        "nb-26-abc",
        "802518-4220",
        "8025184220",
        "16802518-4220",
        "örnens vä",
    ],
)
def test_search_finds_by_reference_number_and_name_in_every_state(
    secretary: Client, region: Region, typed: str
) -> None:
    make_application(
        region, Status.DECLINED, name="Örnens vänner", reference="NB-26-ABCDEF", number="802518-4220"
    )
    make_application(region, name="Någon annan", reference="NB-26-ZZZZZZ")

    assert names(secretary, f"?q={typed}") == ["Örnens vänner"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("overtornea", {"Övertorneå byalag", "Kören"}),
        ("ÖVERTORNEÅ", {"Övertorneå byalag", "Kören"}),
        ("övertorneå b", {"Övertorneå byalag"}),
        ("by", {"Övertorneå byalag"}),  # two letters begin a word
        ("ya", set()),
        ("kor", {"Kören"}),
        ("100%", set()),
    ],
)
def test_search_folds_letters_and_knows_municipalities(
    secretary: Client, region: Region, typed: str, found: set[str]
) -> None:
    Municipality.objects.filter(pk=region.municipalities.all()[0].pk).update(name="Övertorneå")
    make_application(region, name="Övertorneå byalag")
    there = make_application(region, Status.DECLINED, name="Kören", scope="several")
    there.municipalities.set(region.municipalities.filter(name="Övertorneå"))
    make_application(region, name="Någon annan", scope="several").municipalities.set(
        region.municipalities.exclude(name="Övertorneå")[:2]
    )
    assert set(names(secretary, f"?q={quote(typed)}")) == found


def test_name_is_kept_folded_however_it_is_written() -> None:
    region = make_region()
    (case,) = Application.objects.bulk_create(
        [Application(agreement=region.agreement, reference="X", name="Ävenså Đurđevac")]
    )

    def kept() -> str:
        return Application.objects.values_list("name_folded", flat=True).get(pk=case.pk)

    assert kept() == "avensa durdevac"
    case.name = "Övertorneå byalag"
    case.save(update_fields=["name"])
    assert kept() == "overtornea byalag"
    Application.objects.filter(pk=case.pk).update(name="Åkers kör")
    assert kept() == "akers kor"
    case.name = "ß" * 200  # two letters without its mark
    case.save()
    assert kept() == "s" * 400


def test_names_of_before_are_folded_by_the_migration() -> None:
    case = make_application(make_region(), name="Åkers kör")
    QuerySet.update(Application.objects.all(), name_folded="")
    import_module("membership.migrations.0023_names_folded").fold(
        apps, SimpleNamespace(connection=connection)
    )
    case.refresh_from_db()
    assert case.name_folded == "akers kor"


def test_names_that_an_old_process_changed_are_folded_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    region = make_region()
    case, right = make_application(region, name="Åkers kör"), make_application(region)
    QuerySet.update(Application.objects.filter(pk=case.pk), name="Övertorneå byalag")
    call_command("fold_names")
    call_command("fold_names")
    case.refresh_from_db()
    assert (case.name, case.name_folded) == ("Övertorneå byalag", "overtornea byalag")
    assert Application.objects.get(pk=right.pk).updated_at == right.updated_at
    assert capsys.readouterr().out.split("\n")[:2] == ["1 names folded anew.", "0 names folded anew."]


def test_search_by_name_can_use_its_index() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite reads all names
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Application.objects.order_by().filter(named("byalag")).values("pk").explain()
    assert "application_folded_trigrams" in plan


def test_search_of_reference_prefix_is_by_its_beginning(secretary: Client, region: Region) -> None:
    make_application(region, name="Annan", reference="NB-26-ZZZZZZ")
    assert names(secretary, "?q=26-ZZZZZZ") == []


@pytest.mark.parametrize(
    "query",
    [
        "?contact_phone__startswith=070",
        "?status__exact=draft",
        "?access__user__email__startswith=a",
        "?organisation__number__contains=8",
        "?declaration__regex=x",
        "?e1=1",
    ],
)
def test_list_answers_only_to_its_own_filters(secretary: Client, region: Region, query: str) -> None:
    make_application(region)
    assert secretary.get(QUEUE + query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "?o=1;drop table",
        "?o=-99",
        "?o=2.-2.",
        "?p=-1",
        "?p=abc",
        "?p=99999999999999999999999",
        "?p=7",
        "?q=%00",
        "?q=%27%20OR%201=1--",
        "?q=" + "a" * 3000,
        "?q=%",
        "?q=%F0%9F%92%A9%E2%80%AE",
        "?status=%00",
        "?status=nonsense",
        "?region=%00",
        "?all=",
        "?_facets=True",
        "?_popup=1",
    ],
)
def test_hostile_addresses_do_no_harm(secretary: Client, region: Region, query: str) -> None:
    make_application(region)
    assert secretary.get(QUEUE + query).status_code in ((404,) if "%00" in query else (200, 302))
