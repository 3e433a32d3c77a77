"""What an adopted text's hash is made of: everything the text says, and nothing else (AGR-34, PLAN-25).

Hashes outlive releases. A field that is added to a text or to one of its rows fails these tests until it is part of the
canonical form, or stands in NOT_SAID with its reason.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.db import models

from actionplan.models import ActionPlan
from agreement import services
from agreement.canon import Canonical, Item
from agreement.frozen import AdoptableText, TextRow
from agreement.models import AgreementVersion, Commitment, Goal, VersionLink
from agreement.states import Binds, LinkKind
from tests.agreement.texts import adopt, make_plan, make_version, other_value, rows_of
from tests.factories import make_region

pytestmark = pytest.mark.django_db

MAKE: dict[Any, Any] = {AgreementVersion: make_version, ActionPlan: make_plan}

# Columns of a text that are not what it says. All but the open ones are frozen all the same.
NOT_SAID = {
    "id": "the database's",
    "agreement": "where the text hangs",
    "slug": "its address",
    "state": "how far it has come",
    "frozen_at": "about its adoption",
    "frozen_by": "about its adoption",
    "content_hash": "made of the rest",
    "adopted_text": "about its adoption",
    "source_url": "where the original is found",
    "revises": "what it comes after",
    "in_force_from": "decided later",
    "in_force_to": "decided later",
    "originals": "about the paper",
    "carry_over": "about members",
}


def fingerprint(text: AdoptableText) -> str:
    return type(text)._default_manager.get(pk=text.pk).canonical().fingerprint()


def said() -> list[Any]:
    """Every column of every text and row that says something."""
    found = []
    for kind in MAKE:
        for model in (kind, *services.row_models(kind)):
            rows: Any = model
            way_up = rows.text_path.split("__")[0] if issubclass(model, TextRow) else ""
            for field in model._meta.concrete_fields:
                if field.primary_key or field.name == way_up:
                    continue
                if model is kind and field.name in NOT_SAID:
                    continue
                found.append(
                    pytest.param(kind, model, field.name, id=f"{model._meta.model_name}.{field.name}")
                )
    return found


@pytest.mark.parametrize(("kind", "model", "field"), said())
def test_whatever_the_text_says_is_in_its_hash(
    kind: type[AdoptableText], model: type[models.Model], field: str
) -> None:
    text = MAKE[kind](make_region())
    before = fingerprint(text)
    row: Any = text if model is kind else next(row for row in rows_of(text) if type(row) is model)
    if issubclass(model, VersionLink.__mro__[1]) and field == "kind":
        row = model._default_manager.exclude(kind=LinkKind.AGENDA_2030)[0]  # whose kind has no number
    if model is Commitment and field == "party":
        row = Commitment.objects.filter(binds=Binds.PARTY)[0]
    change = {row._meta.get_field(field).attname: other_value(row, field)}
    if model is Commitment and field == "binds":
        change = {"binds": Binds.CIVIL}
    if field == "number":
        assert row.number == (10 if kind is AgreementVersion else 16)
    assert model._default_manager.filter(pk=row.pk).update(**change) == 1
    assert fingerprint(text) != before


@pytest.mark.parametrize("kind", MAKE)
def test_facts_about_the_text_are_not_in_its_hash(kind: type[AdoptableText]) -> None:
    text = MAKE[kind](make_region())
    make_region("blekinge")
    before = fingerprint(text)
    for field in kind._meta.concrete_fields:
        if field.name in NOT_SAID and field.name not in ("id", "state", "frozen_by", "revises", "agreement"):
            kind._default_manager.filter(pk=text.pk).update(**{field.name: other_value(text, field.name)})
    assert fingerprint(text) == before


@pytest.mark.parametrize("kind", MAKE)
def test_open_fields_are_never_part_of_the_hash(kind: type[AdoptableText]) -> None:
    assert kind.open_fields <= NOT_SAID.keys()


@pytest.mark.parametrize("kind", MAKE)
def test_same_words_typed_in_another_way_are_the_same_text(kind: type[AdoptableText]) -> None:
    """Composed or not, with one kind of line end or the other, with space around."""
    one, two = MAKE[kind](make_region(), "2050"), MAKE[kind](make_region("blekinge"), "2050")
    for row in (two, *rows_of(two)):
        values = {
            field.name: "  " + unicodedata.normalize("NFD", getattr(row, field.name)) + "\r\n"
            for field in row._meta.concrete_fields
            if isinstance(field, models.TextField)
            and field.name in ("text", "body", "summary", "meaning", "note")
        }
        if values:
            type(row)._default_manager.filter(pk=row.pk).update(**values)
    names = {"region-norr": "region-syd"}
    ours, theirs = one.canonical(), two.canonical()
    assert [item.text for item in ours.items] != [item.text for item in theirs.items]
    renamed = [
        Item(item.key, item.text, item.note.replace(*next(iter(names.items())))) for item in ours.items
    ]
    assert Canonical(ours.head, renamed).fingerprint() == theirs.fingerprint()


def test_line_ends_inside_a_text() -> None:
    texts = ("Ett\n\nTvå", "Ett\r\n\r\nTvå", "Ett\r\rTvå")
    assert len({Canonical({}, [Item("summary", text)]).fingerprint() for text in texts}) == 1
    assert Canonical({}, [Item("summary", "Ett\n\n\nTvå")]).fingerprint() not in texts


def test_the_form_is_the_same_in_twenty_years() -> None:
    """Written down once; whoever has to change these numbers breaks every hash that was ever handed out."""
    region = make_region()
    assert make_version(region).canonical().fingerprint() == VERSION
    assert make_plan(region).canonical().fingerprint() == PLAN


VERSION = "025ae89e8b97eaac0596f87f9b8a998d0538606d249dee8b0d134a0fb766eb22"
PLAN = "331dbd4cbc35b1d14c459c1987065961dbc1ef88b682345ae58ad9a46798859b"


@pytest.mark.parametrize("kind", MAKE)
def test_no_two_pieces_have_the_same_key(kind: type[AdoptableText]) -> None:
    keys = [item.key for item in MAKE[kind](make_region()).canonical().items]
    assert len(keys) == len(set(keys))


def test_order_of_rows_is_what_counts_and_not_their_keys_in_the_database() -> None:
    version = make_version(make_region())
    before = fingerprint(version)
    first, second = version.goals.all()
    Goal.objects.filter(pk=first.pk).update(text=second.text, order=2)
    Goal.objects.filter(pk=second.pk).update(text=first.text, order=1)
    assert fingerprint(version) == before


@pytest.mark.parametrize("kind", MAKE)
def test_adopted_text_is_verified_by_its_hash(kind: type[AdoptableText]) -> None:
    draft = MAKE[kind](make_region())
    assert not services.verify(draft)
    expected = fingerprint(draft)
    text = adopt(draft)
    assert text.content_hash == expected
    assert services.verify(text)
    text.content_hash = "0" * 64
    assert not services.verify(text)
