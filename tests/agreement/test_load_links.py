"""load_region and what texts point at: decisions, parties, areas of other regions, translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from actionplan.models import ActionPlan, DevelopmentArea
from agreement import loading
from agreement.canon import digest
from agreement.content_files import ContentError
from agreement.loading import Outcome
from agreement.models import DecisionRecord, Document, Region, VersionTranslation
from tests.agreement.loaded import PLAN, outcomes, version
from tests.agreement.regions import CONTENT, edit, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# --- Links -----------------------------------------------------------------------------------------------


def decision(slug: str) -> DecisionRecord:
    return DecisionRecord.objects.get(slug=slug)


def test_decisions_are_linked_to_what_they_name(folder: Path) -> None:
    loading.load(folder)

    proposal = decision("run-51-handlingsplan")
    assert proposal.refers_to == decision("run-2019-47")
    assert [each.slug for each in proposal.basis.all()] == ["handlingsplan-2021-2023"]
    assert [each.role for each in proposal.distribution.all()] == [
        "Regional utvecklingsdirektör",
        "Utvecklingsdirektör",
        "Verksamhetsdirektör",
    ]
    assert [each.slug for each in decision("samforma-2021-01-29").versions.all()] == ["2021"]
    plan = ActionPlan.objects.get()
    assert {each.slug for each in plan.decisions.all()} == {"run-51-handlingsplan", "samforma-2021-01-29"}


def test_link_changed_in_the_file_changes(folder: Path) -> None:
    loading.load(folder)
    edit(folder, 'basis = ["handlingsplan-2021-2023"]', 'basis = ["overenskommelsen"]', "decisions.toml")
    edit(folder, 'refers_to = "run-2019-47"\n', "", "decisions.toml")

    assert outcomes(folder) == {
        "decisions.toml, run-51-handlingsplan, basis": Outcome.UPDATED,
        "decisions.toml, run-51-handlingsplan, refers_to": Outcome.UPDATED,
    }
    assert [each.slug for each in decision("run-51-handlingsplan").basis.all()] == ["overenskommelsen"]
    assert decision("run-51-handlingsplan").refers_to is None


def test_link_that_staff_changed_is_left_alone_until_force(folder: Path) -> None:
    loading.load(folder)
    decision("run-51-handlingsplan").basis.clear()
    decision("run-2019-47").basis.add(Document.objects.get(slug="kartlaggning-2020"))
    edit(folder, "format = 1", "# ny\nformat = 1")

    kept = {
        "decisions.toml, run-51-handlingsplan, basis": Outcome.KEPT,
        "decisions.toml, run-2019-47, basis": Outcome.KEPT,
    }
    assert outcomes(folder) == kept
    assert outcomes(folder, force=True) == dict.fromkeys(kept, Outcome.OVERWRITTEN)
    assert decision("run-51-handlingsplan").basis.count() == 1
    assert decision("run-2019-47").basis.count() == 0


@pytest.mark.parametrize("order", [("norrbotten", "blekinge"), ("blekinge", "norrbotten")])
def test_areas_correspond_across_regions_whichever_is_loaded_first(order: tuple[str, str]) -> None:
    run("load_region", *(CONTENT / name for name in order))

    for area in DevelopmentArea.objects.select_related("plan__agreement__region"):
        (other,) = area.corresponds_to.all()
        assert other.plan != area.plan
        assert other.order == area.order


def test_link_to_a_region_that_is_not_loaded_waits(folder: Path) -> None:
    report = loading.load(folder)

    assert report.counts().keys() == {Outcome.CREATED}
    assert not DevelopmentArea.objects.filter(corresponds_to__isnull=False).exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "decisions.toml",
            'refers_to = "run-2019-47"',
            'refers_to = "run-2019-74"',
            "decisions.toml, run-51-handlingsplan: there is no decision run-2019-74 in the folder. Did you mean run-2019-47?",
        ),
        ("decisions.toml", 'basis = ["handl', 'basis = ["x', "there is no document xingsplan-2021-2023"),
        ("decisions.toml", 'versions = ["2021"]', 'versions = ["1999"]', "there is no version 1999"),
        ("decisions.toml", 'number = "00015-2021"', 'number = "1"', "no registry number region-norrbotten/1"),
        ("decisions.toml", 'refers_to = "run-2019-47"', 'refers_to = "run-51-handlingsplan"', "leads back"),
        ("region.toml", "[0-9]{5}-[0-9]{4}", "[A-Z]+", "writes its registry numbers in another way"),
        ("making.toml", 'document = "kartl', 'document = "kl', "there is no document klaggning-2020"),
        (PLAN, 'principle = "2021/dialog"', 'principle = "2021/samtal"', "there is no principle 2021/samtal"),
        (PLAN, 'principle = "2021/dialog"', 'principle = "dialog"', "dialog must be <version>/<principle>"),
        (PLAN, 'area = "oka-kunskap"', 'area = "kunskap"', "area kunskap is not one of"),
        (PLAN, '["blekinge/verksamhetsplan/', '["blekinge/a/b/c/', "must be <plan>/<area> or"),
        (PLAN, '["run-51-handlingsplan"', '["run-52"', "there is no decision run-52"),
    ],
)
def test_name_that_stands_for_nothing_is_refused(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    edit(folder, old, new, file)

    with pytest.raises(ContentError) as refusal:
        loading.load(folder)

    assert says in str(refusal.value)
    assert not Region.objects.exists()


@pytest.mark.parametrize("slug", ["versioner", "jamfor"])
def test_plan_is_not_called_like_a_page(folder: Path, slug: str) -> None:
    (folder / "plans/handlingsplan-2021-2023").rename(folder / "plans" / slug)

    with pytest.raises(ContentError, match="has a page of its own"):
        loading.load(folder)


# --- Translations ----------------------------------------------------------------------------------------


def test_load_says_when_a_translation_is_out_of_date(folder: Path) -> None:
    told = run("load_region", folder)
    assert "out of date" not in told
    edit(folder, "# Syfte", "# Syftet", "versions/2021/parts/3-purpose.md")

    told = run("load_region", folder)

    here = version().canonical().fingerprint()
    assert f"version 2021, translation en shows as out of date: made_of is not {here}" in told
    assert VersionTranslation.objects.get().made_of != here


def test_load_notes_what_each_piece_is_a_translation_of(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)
    before = VersionTranslation.objects.get().sources
    swedish = version().canonical().texts()
    assert before == {key: digest(words) for key, words in swedish.items()}
    run("export_region", "norrbotten", tmp_path / "new")
    assert "[sources]" not in (tmp_path / "new/versions/2021/translations/en.toml").read_text(
        encoding="utf-8"
    )

    edit(folder, "# Syfte", "# Syftet", "versions/2021/parts/3-purpose.md")
    loading.load(folder)

    assert VersionTranslation.objects.get().sources == before
    run("export_region", "norrbotten", tmp_path / "old")
    assert "[sources]" in (tmp_path / "old/versions/2021/translations/en.toml").read_text(encoding="utf-8")
    assert loading.load(tmp_path / "old", force=True).counts().keys() == {Outcome.UNCHANGED}


@pytest.mark.parametrize("name", ["norrbotten", "blekinge"])
def test_english_translations_are_whole_and_of_today(name: str) -> None:
    """Edit the Swedish, and this fails: look the English through, then write the new made_of into en.toml."""
    report = loading.load(CONTENT / name)

    assert report.notes == []
    for text in (version(), ActionPlan.objects.get()):
        (english,) = text.translations.all()
        assert (english.language, english.is_public) == ("en", True)
        assert english.texts.keys() == text.canonical().texts().keys()
        assert english.notice.endswith("and it governs.")


def test_load_says_which_piece_the_swedish_text_lacks(folder: Path) -> None:
    edit(folder, '"goal/1"', '"goal/11"', "versions/2021/translations/en.toml")

    assert "version 2021, translation en: the Swedish text has no goal/11." in run("load_region", folder)


@pytest.mark.parametrize("name", ["sv.toml", "de.toml", "engelska.toml", "en.md"])
def test_translation_into_no_language_of_ours_is_refused(folder: Path, name: str) -> None:
    (folder / "versions/2021/translations" / name).write_text("", encoding="utf-8")

    with pytest.raises(ContentError, match="should be called after its language: one of en, fi, fit, se"):
        loading.load(folder)
