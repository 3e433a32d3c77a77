"""The steps of a text, and a new draft made from an old text."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from actionplan.models import ActionPlan, PlanTranslation
from agreement import services
from agreement.exceptions import StepNotAllowed
from agreement.frozen import AdoptableText
from agreement.models import AgreementVersion, PartySignature, VersionTranslation
from agreement.states import TEXT_STEPS, TextState
from tests.agreement.texts import adopt, decide, make_plan, make_version, rows_of, snapshot
from tests.factories import make_region

pytestmark = pytest.mark.django_db

MAKE = {AgreementVersion: make_version, ActionPlan: make_plan}
STEPS = {"publish": services.publish, "take_down": services.take_down, "adopt": adopt}
ALLOWED = {
    ("draft", "publish", True): "published",
    ("published", "take_down", True): "draft",
    ("published", "take_down", False): "draft",
    **{(state, "adopt", words): "adopted" for state in ("draft", "published") for words in (True, False)},
}


@pytest.mark.parametrize("is_summary", [True, False])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", TextState.values)
@pytest.mark.parametrize("kind", MAKE)
def test_every_step_from_every_state(
    kind: type[AdoptableText], state: str, step: str, is_summary: bool
) -> None:
    text: Any = MAKE[kind](make_region(), is_summary=is_summary)
    if state == "published":
        kind._default_manager.filter(pk=text.pk).update(state=state)
    if state == "adopted":
        adopt(text)
    after = ALLOWED.get((state, step, is_summary))
    if after:
        assert STEPS[step](text).state == after
    else:
        with pytest.raises(StepNotAllowed):
            STEPS[step](text)
    assert kind._default_manager.get(pk=text.pk).state == (after or state)
    assert TEXT_STEPS.keys() == STEPS.keys()


def words(text: AdoptableText) -> list[tuple[str, str, str]]:
    return [(item.key, item.text, item.note) for item in text.canonical().items]


def test_new_draft_says_what_the_adopted_text_says_and_can_be_changed() -> None:
    region = make_region()
    old = adopt(make_version(region, in_force_from="2020-01-01", adopted_text="Fullmäktige", originals=2))
    decide(old, region.agreement.parties.all()[0])
    PartySignature.objects.create(version=old, party=region.agreement.parties.all()[0])
    before = snapshot(old)

    new = services.copy_as_draft(old, slug="2035", label="2035")

    new = AgreementVersion.objects.get(pk=new.pk)
    assert words(new) == words(old)
    assert len(rows_of(new)) == len(rows_of(old)) == 15
    assert (new.state, new.label, new.agreement, new.is_summary) == ("draft", "2035", old.agreement, False)
    assert (new.content_hash, new.frozen_at, new.frozen_by) == ("", None, None)
    assert (new.in_force_from, new.adopted_text, new.originals) == (None, "", None)
    assert (new.decisions.count(), new.signatures.count()) == (0, 0)
    new.goals.update(text="Nytt")
    new.principles.all()[0].commitments.all().delete()
    assert snapshot(old) == before
    assert services.verify(AgreementVersion.objects.get(pk=old.pk))


def test_new_plan_is_made_in_the_same_way() -> None:
    old = adopt(make_plan(make_region()))
    new = services.copy_as_draft(old, slug="2033", title="Plan 2033", revises=old)
    assert words(new)[1:] == words(old)[1:]
    assert (new.revises, new.period_from, new.state) == (old, old.period_from, "draft")
    assert len(rows_of(new)) == len(rows_of(old))


@pytest.mark.parametrize("kind", MAKE)
def test_translations_come_along_hidden(kind: type[AdoptableText]) -> None:
    old: Any = adopt(MAKE[kind](make_region()))
    row = VersionTranslation if kind is AgreementVersion else PlanTranslation
    name = "version" if kind is AgreementVersion else "plan"
    row.objects.create(
        **{name: old},
        language="fi",
        texts={"summary": "Lyhyesti"},
        made_of=old.content_hash,
        is_public=True,
        notice="Ruotsinkielinen",
    )
    new: Any = services.copy_as_draft(old, slug="ny", **{"label" if name == "version" else "title": "Ny"})
    copied = new.translations.get()
    assert (copied.language, copied.texts, copied.notice) == (
        "fi",
        {"summary": "Lyhyesti"},
        "Ruotsinkielinen",
    )
    assert (copied.is_public, copied.made_of) == (False, old.content_hash)
    assert old.translations.get().is_public


def test_address_that_is_taken_makes_no_half_draft() -> None:
    old = make_version(make_region())
    with pytest.raises(IntegrityError), transaction.atomic():
        services.copy_as_draft(old, slug="2030", label="Annan")
    assert AgreementVersion.objects.filter(label="Annan").count() == 0
