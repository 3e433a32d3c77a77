"""load_region and texts: drafts, summaries and what is adopted; links, translations and documents' files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from actionplan.models import ActionPlan, DevelopmentArea, MilestoneReport
from agreement import loading, services
from agreement.canon import digest
from agreement.content_files import ContentError
from agreement.loading import Outcome
from agreement.models import (
    AgreementVersion,
    Commitment,
    DecisionRecord,
    Document,
    PartySignature,
    Principle,
    Region,
    TextPart,
    VersionTranslation,
)
from tests.agreement.regions import CONTENT, edit, rows, run
from tests.factories import pdf_bytes

pytestmark = pytest.mark.django_db

VERSION, PLAN = "versions/2021/version.toml", "plans/handlingsplan-2021-2023/plan.toml"
WHEN = dt.datetime(2026, 5, 6, 7, 8, 9, 10, tzinfo=dt.UTC)


def outcomes(folder: Path, *, force: bool = False) -> dict[str, Outcome]:
    """What became of each thing, without what did not change."""
    found = dict(loading.load(folder, force=force).outcomes)
    return {source: outcome for source, outcome in found.items() if outcome != Outcome.UNCHANGED}


def version() -> AgreementVersion:
    return AgreementVersion.objects.get()


# --- Drafts and summaries ------------------------------------------------------------------------------


def test_summary_is_shown_and_other_text_is_a_draft(folder: Path) -> None:
    edit(folder, "is_summary = true", "is_summary = false", VERSION)

    loading.load(folder)

    assert version().state == "draft"
    assert ActionPlan.objects.get().state == "published"


def test_wording_is_not_published_without_adoption(folder: Path) -> None:
    edit(folder, "is_summary = true", 'is_summary = false\nstate = "published"', VERSION)

    with pytest.raises(ContentError, match="state must be draft or adopted"):
        loading.load(folder)


def test_state_in_the_file_moves_the_text(folder: Path) -> None:
    loading.load(folder)
    edit(folder, 'label = "2021"', 'label = "2021"\nstate = "draft"', VERSION)
    assert outcomes(folder) == {"version 2021": Outcome.UPDATED}
    assert version().state == "draft"

    edit(folder, 'state = "draft"', 'state = "published"', VERSION)
    assert outcomes(folder) == {"version 2021": Outcome.UPDATED}
    assert version().state == "published"


def test_text_that_staff_took_down_stays_down(folder: Path) -> None:
    loading.load(folder)
    services.take_down(version())
    edit(folder, 'label = "2021"', 'label = "2021"\noriginals = 3', VERSION)

    assert outcomes(folder)["version 2021"] == Outcome.KEPT
    assert version().state == "draft"
    assert outcomes(folder, force=True) == {"version 2021": Outcome.OVERWRITTEN}
    assert (version().state, version().originals) == ("published", 3)


# --- What is adopted -------------------------------------------------------------------------------------


@pytest.fixture
def adopted(folder: Path) -> Path:
    """Norrbotten with its version and its plan adopted in the portal."""
    loading.load(folder)
    services.adopt(version(), by=None, despite_missing=True)
    services.adopt(ActionPlan.objects.get(), by=None, despite_missing=True)
    return folder


def change_every_text(folder: Path) -> None:
    """Other words in every file of a text, and new files."""
    for place in ("versions/2021", "plans/handlingsplan-2021-2023"):
        for path in (folder / place).rglob("*.md"):
            heading, line, words = path.read_text(encoding="utf-8").partition("\n")
            path.write_text(f"{heading} igen{line}\nNytt.\n{words}\n- Nytt.\n", encoding="utf-8")
        for path in (folder / place).glob("*.toml"):
            words = path.read_text(encoding="utf-8").replace('title = "', 'title = "Ny ')
            path.write_text(words, encoding="utf-8")
    edit(folder, 'summary = """', 'summary = """\nEn mening till. ', VERSION)
    edit(folder, 'text = "', 'text = "Ny ', VERSION)
    edit(folder, "year = 2008", "year = 1908", VERSION)
    edit(folder, 'label = "2021"', 'label = "2021"\ncarry_over = "carried"', VERSION)
    edit(folder, "year = 2022", "year = 2032", PLAN)
    new = "# Nyfikenhet\n\nNytt.\n\n## Åtaganden\n\n- (alla) Vi frågar.\n"
    (folder / "versions/2021/principles/8-nyfikenhet.md").write_text(new, encoding="utf-8")
    (folder / "versions/2021/parts/9-other.md").write_text("# Nytt\n", encoding="utf-8")
    new = "# Nytt område\n\n## Planerade handlingar\n\n- Något nytt.\n"
    (folder / "plans/handlingsplan-2021-2023/areas/8-nytt.md").write_text(new, encoding="utf-8")


@pytest.mark.parametrize("force", [False, True], ids=["load", "force"])
def test_adopted_text_is_left_alone_with_all_its_rows(adopted: Path, force: bool) -> None:
    before = rows()
    change_every_text(adopted)

    found = outcomes(adopted, force=force)

    assert rows() == before
    assert set(found.values()) == {Outcome.FROZEN}
    assert {"version 2021", "plan handlingsplan-2021-2023"} <= found.keys()
    assert found["version 2021, principle nyfikenhet"] == Outcome.FROZEN
    assert found["version 2021, principle nyfikenhet, commitment 1"] == Outcome.FROZEN
    assert found["plan handlingsplan-2021-2023, area nytt, action 1"] == Outcome.FROZEN
    assert services.verify(version())
    assert services.verify(ActionPlan.objects.get())


def test_command_says_what_is_adopted(adopted: Path) -> None:
    edit(adopted, "# Syfte", "# Syftet", "versions/2021/parts/3-purpose.md")

    told = run("load_region", adopted, "--force")

    assert "1 left alone because it is adopted." in told
    assert "  left alone because it is adopted: version 2021, part 3 purpose\n" in told


def test_rows_of_an_adopted_text_that_were_never_loaded_are_not_made(folder: Path) -> None:
    """The folder comes to a portal where somebody had already made the version by hand and adopted it."""
    loading.load(folder)
    Principle.objects.filter(slug="dialog").delete()
    services.adopt(version(), by=None, despite_missing=True)
    loading.LoadedContent.objects.all().delete()

    found = outcomes(folder, force=True)

    assert found["version 2021, principle dialog"] == Outcome.FROZEN
    assert not Principle.objects.filter(slug="dialog").exists()


def test_what_is_about_an_adopted_text_still_follows_the_files(adopted: Path) -> None:
    edit(adopted, "Together", "Side by side", "versions/2021/translations/en.toml")
    edit(adopted, "year = 2022", 'report = { proof = "Ett protokoll." }\nyear = 2022', PLAN)
    edit(adopted, 'decisions = ["run-51-handlingsplan", "samforma', 'decisions = ["samforma', PLAN)

    assert outcomes(adopted) == {
        "version 2021, translation en": Outcome.UPDATED,
        "plan handlingsplan-2021-2023, milestone 4, report": Outcome.CREATED,
        "plan handlingsplan-2021-2023, decisions": Outcome.UPDATED,
    }
    assert "Side by side" in VersionTranslation.objects.get().texts["part/vision/body"]
    assert MilestoneReport.objects.get().proof == "Ett protokoll."
    assert ActionPlan.objects.get().decisions.count() == 1


def test_adopted_plan_is_not_made_to_revise_another(adopted: Path) -> None:
    edit(adopted, 'kind = "period"', 'kind = "period"\nrevises = "gammal"', PLAN)
    (adopted / "plans/gammal").mkdir()
    (adopted / "plans/gammal/plan.toml").write_text('title = "Gammal"\n', encoding="utf-8")

    found = outcomes(adopted, force=True)

    assert found == {
        "plan gammal": Outcome.CREATED,
        "plan handlingsplan-2021-2023, revises": Outcome.FROZEN,
    }
    assert ActionPlan.objects.get(slug="handlingsplan-2021-2023").revises is None


def as_adopted_elsewhere(folder: Path, file: str, fingerprint: str) -> None:
    facts = f'state = "adopted"\nfrozen_at = {WHEN.isoformat()}\ncontent_hash = "{fingerprint}"\n'
    edit(folder, "is_summary = true", f"{facts}is_summary = true", file)


def test_text_that_was_adopted_elsewhere_is_adopted_here(folder: Path) -> None:
    loading.load(folder)
    as_adopted_elsewhere(folder, VERSION, version().canonical().fingerprint())
    as_adopted_elsewhere(folder, PLAN, ActionPlan.objects.get().canonical().fingerprint())

    assert outcomes(folder) == {
        "version 2021": Outcome.UPDATED,
        "plan handlingsplan-2021-2023": Outcome.UPDATED,
    }

    for text in (version(), ActionPlan.objects.get()):
        assert (text.state, text.frozen_at, text.frozen_by) == ("adopted", WHEN, None)
        assert services.verify(text)
    assert loading.load(folder, force=True).counts().keys() == {Outcome.UNCHANGED}


def test_text_that_is_not_what_was_adopted_is_refused(folder: Path) -> None:
    as_adopted_elsewhere(folder, VERSION, "0" * 64)

    with pytest.raises(
        CommandError, match=r"version 2021: content_hash is 0{64}, but the text's is"
    ) as refusal:
        run("load_region", folder)

    assert str(refusal.value).endswith("this is not what was adopted. Nothing was changed.")
    assert not Region.objects.exists()


def test_what_staff_changed_is_not_adopted_in_the_folders_name(folder: Path) -> None:
    loading.load(folder)
    as_adopted_elsewhere(folder, VERSION, version().canonical().fingerprint())
    TextPart.objects.filter(kind="vision").update(body="Kansliets egen vision.")

    with pytest.raises(ContentError, match="this is not what was adopted"):
        loading.load(folder)

    assert version().state == "published"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ('state = "adopted"', "an adopted text has content_hash and frozen_at"),
        (f'content_hash = "{"0" * 64}"', "only an adopted text has content_hash"),
        (f"frozen_at = {WHEN.isoformat()}", "only an adopted text has content_hash"),
        ('state = "antagen"', "must be one of draft, published, adopted"),
    ],
)
def test_state_that_the_rest_does_not_bear_out_is_refused(folder: Path, facts: str, says: str) -> None:
    edit(folder, 'label = "2021"', f'label = "2021"\n{facts}', VERSION)

    with pytest.raises(ContentError, match=says):
        loading.load(folder)


# --- Commitments and signatures -------------------------------------------------------------------------


def test_commitments_say_whom_they_bind(folder: Path) -> None:
    (folder / "versions/2021/principles/4-dialog.md").write_text(
        "# Dialog\n\nVi talar.\n\n## Åtaganden\n\n- Alla möts.\n- (offentliga sidan) Frågar\n  i tid.\n"
        "- (civila sidan) Svarar.\n- (part civilsamhallet) (Också detta.)\n",
        encoding="utf-8",
    )

    loading.load(folder)

    found = [
        (each.binds, each.party.slug if each.party else "", each.text) for each in Commitment.objects.all()
    ]
    assert found == [
        ("all", "", "Alla möts."),
        ("public", "", "Frågar\ni tid."),
        ("civil", "", "Svarar."),
        ("party", "civilsamhallet", "(Också detta.)"),
    ]
    assert Principle.objects.get(slug="dialog").meaning == "Vi talar."


@pytest.mark.parametrize(
    ("point", "says"),
    [
        ("(kommunerna) Vi hjälper till.", r"\(kommunerna\) is not one of \(alla\)"),
        ("(part kommunen) Vi hjälper till.", "there is no party kommunen in the folder"),
    ],
)
def test_commitment_of_nobody_is_refused(folder: Path, point: str, says: str) -> None:
    name = "versions/2021/principles/4-dialog.md"
    (folder / name).write_text(f"# Dialog\n\n## Åtaganden\n\n- {point}\n", encoding="utf-8")

    with pytest.raises(ContentError, match=says):
        loading.load(folder)


def test_folder_without_a_signers_name_does_not_take_it_away(folder: Path, tmp_path: Path) -> None:
    edit(
        folder,
        "[[lineage]]",
        '[[signatures]]\nparty = "civilsamhallet"\nname = "Påhittad Person"\n\n[[lineage]]',
        VERSION,
    )
    loading.load(folder)

    run("export_region", "norrbotten", tmp_path / "open")
    run("export_region", "norrbotten", tmp_path / "all", "--private")

    assert "Påhittad" not in (tmp_path / "open" / VERSION).read_text(encoding="utf-8")
    assert "Påhittad" in (tmp_path / "all" / VERSION).read_text(encoding="utf-8")
    loading.load(tmp_path / "open", force=True)
    assert PartySignature.objects.get().name == "Påhittad Person"


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


# --- Documents -------------------------------------------------------------------------------------------


def put_file(folder: Path, content: bytes, name: str = "overenskommelsen.pdf") -> None:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / name).write_bytes(content)


def with_file(folder: Path, content: bytes, name: str = "overenskommelsen.pdf") -> None:
    put_file(folder, content, name)
    edit(folder, 'slug = "overenskommelsen"', f'slug = "overenskommelsen"\nfile = "{name}"', "documents.toml")


def kept_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_document_brings_its_file(folder: Path, tmp_path: Path) -> None:
    content = pdf_bytes(title="Överenskommelsen")
    with_file(folder, content)

    loading.load(folder)

    document = Document.objects.get(slug="overenskommelsen")
    with document.file.open("rb") as stored:
        assert stored.read() == content
    assert document.size == len(content)
    assert outcomes(folder, force=True) == {}
    assert len(kept_files()) == 1

    told = run("export_region", "norrbotten", tmp_path / "out")
    assert (tmp_path / "out/documents/overenskommelsen.pdf").read_bytes() == content
    assert (
        told
        == f"norrbotten: {len(list((tmp_path / 'out').rglob('*.*')))} files written to {tmp_path / 'out'}.\n"
    )
    run("export_region", "norrbotten", tmp_path / "out", "--force")


def test_changed_file_is_kept_beside_the_one_that_was_handed_out(folder: Path) -> None:
    with_file(folder, pdf_bytes(title="Först"))
    loading.load(folder)
    put_file(folder, pdf_bytes(title="Sedan", pages=2))

    assert outcomes(folder) == {"documents.toml, overenskommelsen": Outcome.UPDATED}
    assert len(kept_files()) == 2


def test_file_that_staff_uploaded_is_left_alone(folder: Path) -> None:
    loading.load(folder)
    Document.objects.filter(slug="overenskommelsen").update(file="documents/x.pdf", sha256="1" * 64, size=4)
    edit(folder, 'title = "Den regionala', 'title = "Vår regionala', "documents.toml")

    assert outcomes(folder) == {"documents.toml, overenskommelsen": Outcome.UPDATED}
    assert Document.objects.get(slug="overenskommelsen").sha256 == "1" * 64


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("overenskommelsen.pdf", b"<html>", "overenskommelsen.pdf: The file is not a PDF"),
        ("overenskommelsen.pdf", b"", "The file is empty."),
        ("overenskommelsen.pdf", b"%PDF-1.7 trasig", "The file is damaged"),
    ],
)
def test_bad_file_changes_nothing(folder: Path, name: str, content: bytes, says: str) -> None:
    with_file(folder, content, name)

    with pytest.raises(ContentError, match=says):
        loading.load(folder)

    assert kept_files() == set()
    assert not Region.objects.exists()


def test_files_of_a_load_that_fails_later_are_thrown_away(folder: Path) -> None:
    with_file(folder, pdf_bytes())
    as_adopted_elsewhere(folder, PLAN, "0" * 64)

    with pytest.raises(ContentError, match="not what was adopted"):
        loading.load(folder)

    assert kept_files() == set()


def test_file_that_is_missing_or_that_nobody_names_is_refused(folder: Path) -> None:
    put_file(folder, pdf_bytes(), "annat.pdf")
    with pytest.raises(ContentError, match="documents/annat.pdf has a name that load_region does not know"):
        loading.load(folder)

    edit(folder, 'slug = "overenskommelsen"', 'slug = "overenskommelsen"\nfile = "x.pdf"', "documents.toml")
    with pytest.raises(ContentError, match="documents/x.pdf is missing"):
        loading.load(folder)


def test_withheld_document_leaves_the_house_only_on_request(folder: Path, tmp_path: Path) -> None:
    content = pdf_bytes(title="Hemlig")
    with_file(folder, content)
    loading.load(folder)
    Document.objects.filter(slug="overenskommelsen").update(access="withheld", withheld_ground="För skydd.")
    before = rows()

    run("export_region", "norrbotten", tmp_path / "open")
    run("export_region", "norrbotten", tmp_path / "all", "--private")

    assert not (tmp_path / "open/documents").exists()
    assert "samforma.se/om" not in (tmp_path / "open/documents.toml").read_text().split("[[documents]]")[1]
    assert (tmp_path / "all/documents/overenskommelsen.pdf").read_bytes() == content
    for name in ("open", "all"):
        loading.load(tmp_path / name, force=True)
        assert rows() == before


def test_triggers_hold_after_a_load(adopted: Path) -> None:
    """The loader does not switch the database's own refusal off."""
    loading.load(adopted, force=True)

    with connection.cursor() as cursor, pytest.raises(Exception, match="an adopted text is not changed"):
        cursor.execute("UPDATE agreement_textpart SET heading = 'x'")
