"""export_region: what is written reads the same, here and elsewhere, whatever staff did in between (CRO-47)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError

from actionplan.models import ActionPlan
from agreement import loading
from agreement.loading import Outcome
from agreement.models import AgreementVersion, CutOff, Goal, Party, Principle, Region, Seat, TextPart
from tests.agreement.regions import CONTENT, remove_regions, rows, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("name", ["norrbotten", "blekinge"])
def test_export_loaded_again_changes_nothing(name: str, tmp_path: Path) -> None:
    run("load_region", CONTENT / name)
    before = rows()

    told = run("export_region", name, tmp_path / "out")
    report = loading.load(tmp_path / "out")

    assert told.startswith(f"{name}: ")
    assert set(report.counts()) == {Outcome.UNCHANGED}
    assert rows() == before


def change_a_lot() -> None:
    """What staff may do in the admin in a year."""
    region = Region.objects.get()
    agreement = region.agreement
    version = agreement.current_version
    Region.objects.update(contact_email="kansli@samverkan.example", data_controllers='Vi "tre"\\ tillsammans')
    CutOff.objects.filter(effect="ceremony").delete()
    CutOff.objects.create(
        agreement=agreement,
        last_day=dt.date(2027, 3, 31),
        effect="ceremony",
        title="Våren",
        wording_before="Före.\r\n\r\n- en\r\n- två",
        wording_after="Efter.",
    )
    body = agreement.body("leadership")
    assert version
    assert body
    Seat.objects.filter(body=body, order=1).delete()
    Seat.objects.create(body=body, kind="co_opted", label="Gäst")
    Seat.objects.create(body=body, kind="co_opted", label="Gäst")
    Goal.objects.filter(order=2).delete()
    Goal.objects.create(version=version, text="Ett nytt mål.", order=9)
    Principle.objects.filter(slug="dialog").update(
        slug="samtal", name="Samtal", meaning="Vi talar.", order=12
    )
    Party.objects.create(agreement=agreement, slug="ny", name="Ny part", side="civil")
    newer = AgreementVersion.objects.create(
        agreement=agreement,
        slug="2027-ars-text",
        label="2027 års text",
        is_summary=False,
        in_force_from=dt.date(2027, 1, 1),
    )
    TextPart.objects.create(version=newer, kind="other", heading="Ett", body="Å\nä\n\nö", order=1)
    TextPart.objects.create(version=newer, kind="other", heading="Två", body="# inte rubrik", order=2)
    ActionPlan.objects.create(agreement=agreement, slug="ny-plan", title="Ny plan")


def test_export_keeps_what_staff_changed_and_added(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)
    change_a_lot()
    before = rows()

    run("export_region", "norrbotten", tmp_path / "out")
    counts = loading.load(tmp_path / "out").counts()

    assert rows() == before
    assert set(counts) <= {Outcome.UNCHANGED, Outcome.NOT_IN_FILES}


def test_export_builds_the_same_region_elsewhere(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)
    change_a_lot()
    run("export_region", "norrbotten", tmp_path / "one")
    files = loading.export(Region.objects.get())

    remove_regions()
    report = loading.load(tmp_path / "one")

    assert set(report.counts()) == {Outcome.CREATED}
    assert loading.export(Region.objects.get()) == files


def test_export_refuses_a_folder_that_is_not_empty(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "dagbok.txt").write_text("min")

    with pytest.raises(CommandError, match="is not empty"):
        run("export_region", "norrbotten", tmp_path / "out")
    with pytest.raises(CommandError, match="holds no file region"):
        run("export_region", "norrbotten", tmp_path / "out", "--force")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["dagbok.txt"]


def test_forced_export_leaves_nothing_of_the_earlier_one(folder: Path) -> None:
    loading.load(folder)
    Principle.objects.filter(slug="dialog").update(slug="samtal")

    run("export_region", "norrbotten", folder, "--force")

    names = {path.name for path in (folder / "versions/2021/principles").iterdir()}
    assert "4-samtal.md" in names
    assert "4-dialog.md" not in names


def test_forced_export_touches_no_strange_file(folder: Path) -> None:
    loading.load(folder)
    (folder / "bild.png").write_bytes(b"png")
    before = (folder / "region.toml").read_bytes()

    with pytest.raises(CommandError, match=r"also holds bild\.png"):
        run("export_region", "norrbotten", folder, "--force")

    assert (folder / "region.toml").read_bytes() == before
    assert (folder / "bild.png").exists()


def test_export_refuses_what_the_files_could_not_tell_apart(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)
    Principle.objects.filter(slug="dialog").update(order=3)

    with pytest.raises(CommandError, match="Långsiktighet and Dialog have the same number, 3"):
        run("export_region", "norrbotten", tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_export_of_an_unknown_region_says_which_are_known(folder: Path, tmp_path: Path) -> None:
    loading.load(folder)

    with pytest.raises(CommandError, match=r"no region dalarna\. Known: norrbotten\."):
        run("export_region", "dalarna", tmp_path)
