"""load_region and texts: drafts, summaries, what is adopted, commitments and signatures."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from actionplan.models import ActionPlan, MilestoneReport
from agreement import loading, services
from agreement.content_files import ContentError
from agreement.loading import Outcome
from agreement.models import Commitment, PartySignature, Principle, Region, TextPart, VersionTranslation
from tests.agreement.loaded import PLAN, VERSION, WHEN, as_adopted_elsewhere, outcomes, version
from tests.agreement.regions import edit, rows, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

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


@pytest.fixture
def adopted(folder: Path) -> Path:
    """Norrbotten with its version and its plan adopted in the portal."""
    loading.load(folder)
    services.adopt(version(), by=None, despite_missing=True)
    services.adopt(ActionPlan.objects.get(), by=None, despite_missing=True)
    return folder


# --- What is adopted -------------------------------------------------------------------------------------


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


# --- Triggers ------------------------------------------------------------------------------------------


def test_triggers_hold_after_a_load(adopted: Path) -> None:
    """The loader does not switch the database's own refusal off."""
    loading.load(adopted, force=True)

    with connection.cursor() as cursor, pytest.raises(Exception, match="an adopted text is not changed"):
        cursor.execute("UPDATE agreement_textpart SET heading = 'x'")
