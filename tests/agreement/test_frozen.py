"""What is adopted stays as it is: every way through Django and past it, on either database (AGR-34, PLAN-25).
Here the text itself and what hangs around it; its rows in test_frozen_rows.py.

The ways through Django are tried with the database's triggers taken off, so that each layer is seen to hold by itself.
The admin has its own tests (test_admin_texts_adopted.py, tests/actionplan/test_admin_adopted.py), and so has
load_region --force (test_load_texts.py).
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from actionplan.models import ActionPlan, AreaPrinciple, DevelopmentArea, MilestoneReport, PlanTranslation
from agreement import services, triggers
from agreement.exceptions import StepNotAllowed, TextIsFrozen
from agreement.frozen import AdoptableText
from agreement.models import AgreementVersion, PartySignature, Principle, VersionTranslation
from agreement.states import TextState
from tests.agreement.adopted_pair import TEXTS, Pair, copy_of, sql
from tests.agreement.texts import adopt, decide, make_plan, make_version, other_value, rows_of, snapshot
from tests.factories import make_operator, make_region

pytestmark = pytest.mark.django_db
OPEN = {
    AgreementVersion: {
        "source_url": "https://x.example/ny",
        "adopted_text": "Fullmäktige",
        "in_force_from": "2030-01-01",
        "in_force_to": "2039-12-31",
        "originals": 2,
        "carry_over": "carried",
    },
    ActionPlan: {"source_url": "https://x.example/ny", "adopted_text": "Fullmäktige"},
}


@pytest.fixture(params=TEXTS, ids=lambda kind: kind._meta.model_name)
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(request.param)


# --- The text itself ------------------------------------------------------------------------------------------


def closed_fields(text: AdoptableText) -> list[str]:
    return [
        field.name
        for field in text._meta.concrete_fields
        if field.name not in text.open_fields and not field.primary_key
    ]


def test_no_way_through_django_changes_the_text(pair: Pair) -> None:
    triggers.remove()
    model, pk = type(pair.adopted), pair.adopted.pk
    make_region("blekinge")  # another agreement to be moved to
    for name in closed_fields(pair.adopted):
        column = model._meta.get_field(name).attname
        changed = {column: other_value(pair.adopted, name)}
        read = model.objects.get(pk=pk)
        setattr(read, column, changed[column])
        by_hand = model(
            **{f.attname: getattr(read, f.attname) for f in model._meta.concrete_fields if f.name != "id"},
            pk=pk,
        )
        ways = (
            read.save,
            lambda row=read, field=name: row.save(update_fields=[field]),
            by_hand.save,
            lambda values=changed: model.objects.filter(pk=pk).update(**values),
            lambda values=changed: model.objects.update(**values),
            lambda values=changed: model.objects.update_or_create(pk=pk, defaults=values),
            lambda row=read, field=name: model.objects.bulk_update([row], [field]),
        )
        for way in ways:
            with pytest.raises(TextIsFrozen), transaction.atomic():
                way()
    for delete_it in (pair.adopted.delete, model.objects.all().delete):
        with pytest.raises(TextIsFrozen), transaction.atomic():
            delete_it()
    assert pair.is_untouched()


def test_the_database_refuses_every_closed_column(pair: Pair) -> None:
    table = pair.adopted._meta.db_table
    make_region("blekinge")
    for name in closed_fields(pair.adopted):
        field: Any = pair.adopted._meta.get_field(name)
        value = other_value(pair.adopted, name)
        with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
            sql(f'UPDATE "{table}" SET "{field.column}" = %s WHERE id = %s', value, pair.adopted.pk)
    for statement in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id + 1000'):
        with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
            sql(statement)
    assert pair.is_untouched()


def test_replacing_the_text_is_removing_it(pair: Pair) -> None:
    if connection.vendor != "sqlite":
        return  # only SQLite knows OR REPLACE
    table, ours, slug = pair.adopted._meta.db_table, pair.adopted.pk, pair.adopted.slug
    for statement in (
        f'UPDATE OR REPLACE "{table}" SET id = {ours} WHERE id = {pair.draft.pk}',
        f"UPDATE OR REPLACE \"{table}\" SET slug = '{slug}' WHERE id = {pair.draft.pk}",
    ):
        with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
            sql(statement)
    columns = [field.column for field in pair.adopted._meta.concrete_fields[1:]]
    names = ", ".join(f'"{column}"' for column in columns)
    for key in (str(ours), "NULL"):
        chosen = names if key != "NULL" else names.replace('"slug"', f"'{slug}'", 1)
        with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
            sql(
                f'INSERT OR REPLACE INTO "{table}" (id, {names})'
                f" SELECT {key}, {chosen} FROM \"{table}\" WHERE state = 'draft'"
            )
    assert pair.is_untouched()


def test_adopted_never_turns_back(pair: Pair) -> None:
    for step in (services.publish, services.take_down):
        with pytest.raises(StepNotAllowed):
            step(pair.adopted)
    with pytest.raises(StepNotAllowed):
        adopt(pair.adopted)
    pair.adopted.state = TextState.DRAFT
    with pytest.raises(TextIsFrozen):
        pair.adopted.save()
    assert pair.is_untouched()


def test_nothing_is_adopted_past_the_service(pair: Pair) -> None:
    """A text that says it is adopted has the hash of what was adopted, whoever wrote it."""
    model = type(pair.draft)
    for way in (
        lambda: model.objects.filter(pk=pair.draft.pk).update(state=TextState.ADOPTED),
        lambda: model(
            agreement=pair.draft.agreement, slug="ny", state=TextState.ADOPTED, **{name_of(model): "ny"}
        ).save(),
    ):
        with pytest.raises(IntegrityError, match="together with its hash"), transaction.atomic():
            way()


def sql_delete_all(table: str) -> None:
    sql(f'DELETE FROM "{table}"')
    connection.check_constraints()  # as a commit would


def name_of(model: type[AdoptableText]) -> str:
    return "label" if model is AgreementVersion else "title"


# --- What hangs around it ---------------------------------------------------------------------------------------


def test_what_the_text_hangs_on_stays(pair: Pair) -> None:
    agreement = pair.adopted.agreement
    for thing in (agreement, agreement.region):
        with pytest.raises(ProtectedError):
            thing.delete()
    table = agreement._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic():
        sql_delete_all(table)
    assert pair.is_untouched()


def test_party_that_an_adopted_text_binds_keeps_its_address() -> None:
    version = adopt(make_version(make_region()))
    bound, free, *_others = version.agreement.parties.all()
    bound.name = "Nytt namn"
    bound.save()
    free.slug = "ny-adress"
    free.save()
    with pytest.raises(ProtectedError):
        bound.delete()
    bound.slug = "ny-adress-2"
    with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
        bound.save()
    assert services.verify(version)


def test_open_facts_stay_open(pair: Pair) -> None:
    for name, value in OPEN[type(pair.adopted)].items():
        text = type(pair.adopted).objects.get(pk=pair.adopted.pk)
        setattr(text, name, value)
        text.save()
        text.save(update_fields=[name])
        assert type(text).objects.filter(pk=text.pk).update(**{name: value}) == 1
    assert {*OPEN[type(pair.adopted)], "frozen_by"} == pair.adopted.open_fields
    assert services.verify(type(pair.adopted).objects.get(pk=pair.adopted.pk))


def test_what_is_said_about_the_text_stays_open() -> None:
    region = make_region()
    version, plan = adopt(make_version(region)), adopt(make_plan(region))
    before = snapshot(version) | snapshot(plan)
    party = region.agreement.parties.all()[0]
    decision = decide(version, party)
    plan.decisions.add(decision)
    PartySignature.objects.create(version=version, party=party)
    VersionTranslation.objects.create(version=version, language="fi", texts={"summary": "Lyhyesti"})
    PlanTranslation.objects.create(plan=plan, language="se", texts={})
    area = plan.areas.all()[0]
    other = DevelopmentArea.objects.create(plan=make_plan(region, "2040"), slug="a", name="A", order=3)
    area.corresponds_to.add(other)
    AreaPrinciple.objects.create(area=area, principle=version.principles.all()[0], why="Så läser vi det.")
    MilestoneReport.objects.create(milestone=plan.milestones.all()[0], proof="Rapporten")
    assert snapshot(version) | snapshot(plan) == before
    assert services.verify(version)
    assert services.verify(plan)


def test_whoever_recorded_it_may_leave_and_nobody_steps_in(pair: Pair) -> None:
    person, other = make_operator(), make_operator()
    text = services.adopt(pair.draft, by=person, despite_missing=True)
    model = type(text)
    text.frozen_by = other
    with pytest.raises(TextIsFrozen):
        text.save()
    with pytest.raises(TextIsFrozen):
        model.objects.filter(pk=text.pk).update(frozen_by=other)
    with pytest.raises(IntegrityError, match="adopted"), transaction.atomic():
        sql(f'UPDATE "{model._meta.db_table}" SET frozen_by_id = %s WHERE id = %s', other.pk, text.pk)
    person.delete()
    assert model.objects.get(pk=text.pk).frozen_by is None


DOCUMENT = """Vision

Något annat.

Syfte

Att mötas.

Handlingsplan

Mötesplatser

Vi möts ofta.

Kunskap

Vi lär oss.
"""


@pytest.mark.parametrize("name", ["2030", "Annan"])
def test_a_document_that_is_read_in_becomes_a_draft_beside_it(pair: Pair, name: str, tmp_path: Path) -> None:
    """Under the name of the adopted text it is refused; under another it is a draft. Neither touches what is adopted."""
    document = tmp_path / "text.txt"
    document.write_text(DOCUMENT)
    label = getattr(pair.adopted, name_of(type(pair.adopted))) if name == "2030" else name
    kind = pair.adopted.subject.value
    arguments = (str(document), "--region", "norrbotten", "--as", kind, "--label", label)
    if name == "2030":
        with pytest.raises(CommandError, match="No draft was made"):
            call_command("import_text", *arguments)
    else:
        call_command("import_text", *arguments, stdout=StringIO())
        assert type(pair.adopted)._default_manager.filter(state=TextState.DRAFT).count() == 2
    assert pair.is_untouched()


def test_a_draft_beside_it_is_free(pair: Pair) -> None:
    for row in rows_of(pair.draft):
        row.order = 50
        row.save()
    for row in reversed(rows_of(pair.draft)):
        copy_of(row, **({"slug": f"annan-{row.pk}"} if hasattr(row, "slug") else {})).save()
        row.delete()
    pair.draft.summary = "Annat"
    pair.draft.save()
    pair.draft.delete()
    assert pair.is_untouched()


def test_principle_of_a_draft_may_carry_its_commitments_anywhere_but_into_an_adopted_text() -> None:
    region = make_region()
    adopted, draft, third = (
        adopt(make_version(region)),
        make_version(region, "2040"),
        make_version(region, "2050"),
    )
    mine = draft.principles.all()[0]
    mine.slug, mine.version = "flyttad", third
    mine.save()
    assert mine.commitments.count() == 2
    mine.version = adopted
    with pytest.raises(TextIsFrozen):
        mine.save()
    assert Principle.objects.get(pk=mine.pk).version == third
