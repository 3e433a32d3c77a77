"""The plans in the regions' folders, and the order in which plans are shown."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from actionplan.content import read_plans
from actionplan.models import ActionPlan
from agreement.content_files import ContentError, Folder
from agreement.models import Agreement, Region
from tests.agreement.regions import CONTENT


@pytest.mark.parametrize(
    ("name", "period", "areas"),
    [
        (
            "norrbotten",
            (dt.date(2021, 1, 1), dt.date(2023, 12, 31)),
            [
                "Överenskommelseprocessen",
                "Skapa, stärka dialog, mötesplatser",
                "Öka kunskap",
                "Information, kommunikation",
                "Intern förankring",
                "Samverkansstruktur och arbetssätt",
                "Främja utveckling",
            ],
        ),
        (
            "blekinge",
            (None, None),
            [
                "Överenskommelseprocessen",
                "Dialog och mötesplatser",
                "Kunskapsbyggande insatser",
                "Information och kommunikation",
                "Intern förankring hos parterna",
                "Samverkansstruktur och arbetssätt",
                "Främja utveckling",
            ],
        ),
    ],
)
def test_plan_has_the_regions_own_areas(
    name: str, period: tuple[dt.date | None, dt.date | None], areas: list[str]
) -> None:
    (plan,) = read_plans(Folder.read(CONTENT / name))

    assert (plan.period_from, plan.period_to) == period
    assert [area.name for area in plan.areas] == areas
    assert plan.is_summary is True


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("period_to = 2023-12-31", "period_to = 2020-12-31", "period_to is before period_from."),
        (
            'title = "Handlingsplan 2021–2023"\n',
            "",
            "plans/handlingsplan-2021-2023/plan.toml: title is missing.",
        ),
        ("title", "titel", "titel is not a key that load_region knows. Did you mean title?"),
    ],
)
def test_wrong_plan_is_refused_with_a_sentence(old: str, new: str, says: str) -> None:
    folder = Folder.read(CONTENT / "norrbotten")
    name = "plans/handlingsplan-2021-2023/plan.toml"
    folder.files[name] = folder.files[name].decode().replace(old, new).encode()

    with pytest.raises(ContentError, match=re.escape(says)):
        read_plans(folder)


@pytest.fixture
def agreement() -> Agreement:
    region = Region.objects.create(slug="norr", name="Norr", reference_prefix="NR")
    return Agreement.objects.create(region=region, name="Norr", short_name="Norr")


def plan(agreement: Agreement, slug: str, begins: dt.date | None, ends: dt.date | None) -> ActionPlan:
    return ActionPlan.objects.create(
        agreement=agreement, slug=slug, title=slug, period_from=begins, period_to=ends
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2023, 12, 31), ["early", "late", "always"]),
        (dt.date(2024, 1, 1), ["late", "early", "always"]),
        (dt.date(2030, 1, 1), ["late", "early", "always"]),
    ],
)
def test_plan_in_force_comes_first(agreement: Agreement, day: dt.date, expected: list[str]) -> None:
    plan(agreement, "always", None, None)
    plan(agreement, "early", dt.date(2021, 1, 1), dt.date(2023, 12, 31))
    plan(agreement, "late", dt.date(2024, 1, 1), dt.date(2026, 12, 31))

    assert [item.slug for item in ActionPlan.objects.current_first(day)] == expected


@pytest.mark.django_db
def test_plan_that_ends_before_it_begins_is_refused(agreement: Agreement) -> None:
    wrong = ActionPlan(
        agreement=agreement,
        slug="x",
        title="x",
        period_from=dt.date(2024, 1, 1),
        period_to=dt.date(2023, 12, 31),
    )

    with pytest.raises(ValidationError):
        wrong.full_clean()


@pytest.mark.django_db
def test_plan_is_part_of_the_regions_folder() -> None:
    call_command("load_region", str(CONTENT / "norrbotten"), verbosity=0)

    (loaded,) = ActionPlan.objects.all()
    assert loaded.agreement.region.slug == "norrbotten"
    assert loaded.areas.count() == 7
