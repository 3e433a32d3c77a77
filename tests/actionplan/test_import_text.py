"""`import_text` and its page in the admin: a draft and an account of every line, or a sentence and nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from actionplan.management.commands.import_text import DRAFTS
from actionplan.models import ActionPlan
from agreement.drafting import names_of
from agreement.importing import CannotImport, Fate, Kind, ParsedText, parse, read_text, report
from agreement.importing.parse import assemble
from agreement.importing.reading import check_text
from agreement.models import AgreementVersion, Region
from agreement.states import Binds, TextState
from tests import factories
from tests.agreement.mixtures import mixtures
from tests.agreement.samples import squeezed

SAMPLES = Path(__file__).parent.parent / "agreement" / "samples"
AGREEMENT = """Överenskommelse i Exempellän

Bakgrund

Parterna har talats vid länge.

Mål

• Fler möten
• Bättre svar

Principer

1. Dialog

Vi talar med varandra.

Åtaganden

Den offentliga sidan åtar sig att:
- svara i tid

2. Öppenhet

Vi visar vad vi gör.

Underskrifter

Ort och datum ____________
"""
PLAN = """Handlingsplan 2027–2029

Handlingsplan för 2027-2029

Mötesplatser

Parterna ska mötas ofta:
- en gång om våren
- en gång om hösten

Kunskap, lärande

Parterna ska lära av varandra.
"""


@pytest.fixture
def region(db: None) -> Region:
    return factories.make_region("norrbotten")


def run(path: Path, kind: str, **options: object) -> str:
    from io import StringIO

    out = StringIO()
    call_command("import_text", str(path), region="norrbotten", kind=kind, stdout=out, **options)
    return out.getvalue()


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def every_word(version: AgreementVersion | ActionPlan) -> str:
    return " ".join(version.canonical().texts().values())


def test_agreement_becomes_a_draft_that_says_everything(region: Region, tmp_path: Path) -> None:
    account = run(written(tmp_path, AGREEMENT), "agreement", label="Förslag")
    version = AgreementVersion.objects.get(label="Förslag")
    assert version.state == TextState.DRAFT
    assert not version.is_summary
    assert [goal.text for goal in version.goals.all()] == ["Fler möten", "Bättre svar"]
    assert [each.name for each in version.principles.all()] == ["Dialog", "Öppenhet"]
    commitment = version.principles.first().commitments.get()
    assert (commitment.binds, commitment.text) == (Binds.PUBLIC, "svara i tid")
    for word in ("Exempellän", "Parterna", "talats", "Ort", "visar"):
        assert word in every_word(version)
    assert "Förslag" in account


def test_plan_becomes_a_draft_with_period_areas_and_actions(region: Region, tmp_path: Path) -> None:
    run(written(tmp_path, PLAN), "plan")
    plan = ActionPlan.objects.get(title="Handlingsplan 2027–2029")
    assert plan.state == TextState.DRAFT
    assert (plan.period_from.year, plan.period_to.year) == (2027, 2029)
    assert [area.name for area in plan.areas.all()] == ["Mötesplatser", "Kunskap, lärande"]
    actions = [action.text for action in plan.areas.first().actions.all()]
    assert actions == ["en gång om våren", "en gång om hösten"]


def test_nothing_that_the_public_reads_changes(region: Region, tmp_path: Path, client: Client) -> None:
    before = client.get("/norrbotten/overenskommelsen/").content
    run(written(tmp_path, AGREEMENT), "agreement", label="Förslag")
    assert client.get("/norrbotten/overenskommelsen/").content == before
    assert client.get("/norrbotten/overenskommelsen/versioner/forslag/").status_code == 404


def assert_accounted(parsed: ParsedText, said: str, account: str) -> None:
    """Each line's words are in the rows of the draft, or the account names the line; no line is exempt.

    `said` is all that the draft says, `account` what the report says.
    """
    said, account = squeezed(said).casefold(), squeezed(account).casefold()
    for line in parsed.lines:
        words = squeezed(line.text).casefold()
        if line.fate is Fate.BLANK:
            assert not words
        elif line.fate is Fate.PLACED:
            # A bullet or a number orders the text; whether it belongs there, the samples say.
            words = words.removeprefix(squeezed(line.marker).casefold())
            assert words in said or words in account, line
        elif line.fate is Fate.UNPLACED:
            assert words in said, line
            assert words in account, line
        else:
            assert words[:60] in account, line


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_no_word_of_a_sample_is_lost_on_the_way_into_the_rows(region: Region, sample: Path) -> None:
    kind: Kind = "plan" if sample.stem.startswith("plan") else "agreement"
    account = run(sample, kind, label="Prov")
    model = ActionPlan if kind == "plan" else AgreementVersion
    parsed = parse(read_text(sample.read_bytes()), kind, names_of(region.agreement))
    assert_accounted(parsed, every_word(model.objects.get(slug="prov")), account)


HEADED = """Bakgrund

Parterna har talats vid länge.

Mål för perioden 2024–2028

• Fler möten

Värdegrunden bygger på två principer som parterna är överens om:

1. Dialog
Kommunerna i inlandet åtar sig att:
- bygga broar

2. Öppenhet
Regionen åtar sig i mån av tid att:
- svara
Länsstyrelsen i Norrs län åtar sig att:
- lyssna
"""


def test_headings_and_labels_that_say_more_are_in_the_rows(region: Region, tmp_path: Path) -> None:
    """A legal text keeps all its words, also those that the form of the draft cannot say (AGR-07)."""
    run(written(tmp_path, HEADED), "agreement", label="Prov")
    version = AgreementVersion.objects.get(slug="prov")
    said = every_word(version)
    for words in (
        "Mål för perioden 2024–2028",
        "Värdegrunden bygger på två principer som parterna är överens om",
        "Kommunerna i inlandet åtar sig att:",
        "Regionen åtar sig i mån av tid att:",
    ):
        assert words in said
    first, second = version.principles.all()
    assert not first.commitments.exists()
    assert [(each.binds, each.party and each.party.name, each.text) for each in second.commitments.all()] == [
        (Binds.PARTY, "Region Norr", "svara"),
        (Binds.PARTY, "Länsstyrelsen Norr", "lyssna"),
    ]


def test_a_plan_keeps_the_labels_of_principles_that_it_repeats(region: Region, tmp_path: Path) -> None:
    principles = (
        "Principer\n\n1. Dialog\nVi talar.\nDet offentliga åtar sig att:\n- svara\n\n2. Mod\nVi vågar.\n\n"
    )
    area = "Aktiviteter under åren 2027–2029:\n- ett möte\n\nMötesplatser"
    text = PLAN.replace("Handlingsplan för 2027-2029", principles + "Handlingsplan för 2027-2029")
    run(written(tmp_path, text.replace("Kunskap", area + "\n\nVi ses.\n\nKunskap", 1)), "plan", label="Prov")
    said = every_word(ActionPlan.objects.get(slug="prov"))
    assert "Det offentliga åtar sig att:\n\n- svara" in said
    assert "Aktiviteter under åren 2027–2029:" in said


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=mixtures(), kind=st.sampled_from(["agreement", "plan"]))
def test_every_line_of_any_text_is_in_a_row_or_reported(region: Region, text: str, kind: Kind) -> None:
    """What the draft says is read back from its rows, and the account is the one that people see."""
    parties = names_of(region.agreement)
    try:
        check_text(text)
    except CannotImport:
        assume(False)
    _, parsed = assemble(text, kind, parties)
    with transaction.atomic():
        draft = DRAFTS[kind](region.agreement, parsed, label="Prov")
        said = every_word(draft)
        transaction.set_rollback(True)
    assert_accounted(parsed, said, "\n".join(report(parsed)))


def test_run_twice_makes_one_draft(region: Region, tmp_path: Path) -> None:
    path = written(tmp_path, AGREEMENT)
    run(path, "agreement", label="Förslag")
    with pytest.raises(CommandError, match="Förslag"):
        run(path, "agreement", label="Förslag")
    assert AgreementVersion.objects.filter(label__startswith="Förslag").count() == 1


def test_dry_run_makes_nothing(region: Region, tmp_path: Path) -> None:
    assert "Dialog" in run(written(tmp_path, AGREEMENT), "agreement", dry_run=True)
    assert AgreementVersion.objects.count() == 1


BAD = {
    "empty": b"",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "latin-1": AGREEMENT.encode("latin-1", "replace"),
    "utf-16": AGREEMENT.encode("utf-16"),
    "one long line": b"a" * 10_000_000,
    "no heading": "Hej på dig, hur mår du?\n".encode(),
    "binary": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("kind", ["agreement", "plan"])
def test_bad_input_gets_a_sentence_and_no_draft(
    region: Region, tmp_path: Path, data: bytes, kind: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        run(written(tmp_path, data), kind)
    assert refusal.value.returncode == 1
    assert str(refusal.value).endswith("No draft was made.")
    assert (AgreementVersion.objects.count(), ActionPlan.objects.count()) == (1, 0)


def test_missing_file_and_unknown_region_get_a_sentence(region: Region, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "borta.txt", "plan")
    with pytest.raises(CommandError, match="There is no region"):
        call_command("import_text", str(tmp_path), region="mars", kind="plan")


# --- In the admin -----------------------------------------------------------------------------------

PAGES = {
    "agreement": "/admin/agreement/agreementversion/import/",
    "plan": "/admin/actionplan/actionplan/import/",
}


@pytest.fixture
def secretary(region: Region, client: Client) -> Client:
    return factories.sign_in(client, factories.make_secretary(region), second_factor=True)


@pytest.mark.parametrize(("kind", "text"), [("agreement", AGREEMENT), ("plan", PLAN)])
def test_page_shows_where_everything_goes_before_it_makes_the_draft(
    secretary: Client, region: Region, kind: str, text: str
) -> None:
    data = {"agreement": region.agreement.pk, "label": "Från sidan"}
    upload = SimpleUploadedFile("text.txt", text.encode())
    shown = secretary.post(PAGES[kind], {**data, "file": upload})
    assert shown.status_code == 200
    assert not AgreementVersion.objects.filter(label="Från sidan").exists()
    read = shown.context["form"]["text"].value()
    assert read.split() == text.split()
    made = secretary.post(PAGES[kind], {**data, "text": read, "make": "1"})
    assert made.status_code == 302
    model = AgreementVersion if kind == "agreement" else ActionPlan
    assert model.objects.filter(state=TextState.DRAFT).count() == 1
    assert secretary.get(made["Location"]).status_code == 200


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_page_says_what_is_wrong_with_a_file(secretary: Client, region: Region, data: bytes) -> None:
    upload = SimpleUploadedFile("text.txt", data)
    answer = secretary.post(PAGES["plan"], {"agreement": region.agreement.pk, "file": upload, "make": "1"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert ActionPlan.objects.count() == 0


def test_page_refuses_another_region_s_agreement(secretary: Client) -> None:
    other = factories.make_region("blekinge")
    answer = secretary.post(
        PAGES["agreement"], {"agreement": other.agreement.pk, "text": AGREEMENT, "make": "1"}
    )
    assert "agreement" in answer.context["form"].errors
    assert AgreementVersion.objects.filter(state=TextState.DRAFT).count() == 0


def test_page_is_for_those_who_write_texts(region: Region, client: Client) -> None:
    factories.sign_in(client, factories.make_leader(region), second_factor=True)
    for page in PAGES.values():
        assert client.get(page).status_code in (403, 404)


def test_label_that_is_too_long_gets_a_sentence(region: Region, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"40 .*Choose another with --label\. No draft was made\."):
        run(written(tmp_path, AGREEMENT), "agreement", label="x" * 41)
    assert not AgreementVersion.objects.filter(label__startswith="xxx").exists()
