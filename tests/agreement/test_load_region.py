"""load_region: twice changes nothing, what staff did stays, and a wrong file changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from accounts.models import User
from actionplan.models import ActionPlan, DevelopmentArea
from agreement import loading
from agreement.loading import Outcome
from agreement.models import CutOff, LoadedContent, Principle, Region, Seat, SeatHolding, TextPart
from tests.agreement.regions import CONTENT, edit, remove_regions, rows, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# How many things the folders describe.
NORRBOTTEN, BLEKINGE = 188, 76

# --- Loading ---------------------------------------------------------------------------------------


def test_both_regions_are_loaded_side_by_side() -> None:
    told = run("load_region", CONTENT / "norrbotten", CONTENT / "blekinge")

    assert told == f"norrbotten: {NORRBOTTEN} created.\nblekinge: {BLEKINGE} created.\n"
    norrbotten, blekinge = Region.objects.order_by("order")
    assert (norrbotten.municipalities.count(), blekinge.municipalities.count()) == (14, 5)
    assert (norrbotten.agreement.parties.count(), blekinge.agreement.parties.count()) == (3, 2)
    assert norrbotten.agreement.current_version.principles.count() == 7
    assert blekinge.agreement.current_version.principles.count() == 7
    assert blekinge.agreement.body("development") is None


def test_second_load_looks_at_the_folder_and_nothing_else(django_assert_num_queries: Any) -> None:
    run("load_region", CONTENT / "norrbotten")
    before = rows()

    with django_assert_num_queries(1):
        told = run("load_region", CONTENT / "norrbotten")

    assert told == f"norrbotten: nothing new in {CONTENT / 'norrbotten'}.\n"
    assert rows() == before


def test_comment_in_a_file_changes_no_row(folder: Path) -> None:
    loading.load(folder)
    before = rows()
    edit(folder, "format = 1", "# En kommentar.\nformat = 1")

    report = loading.load(folder)

    assert report.counts() == {Outcome.UNCHANGED: NORRBOTTEN}
    assert rows() == before


def test_edited_file_updates_the_row_it_describes_and_no_other(folder: Path) -> None:
    loading.load(folder)
    before = rows()
    edit(folder, "# Syfte", "# Syftet", "versions/2021/parts/3-purpose.md")

    report = loading.load(folder)

    assert report.counts() == {Outcome.UNCHANGED: NORRBOTTEN - 1, Outcome.UPDATED: 1}
    changed = [row for row, old in zip(rows(), before, strict=True) if row != old]
    assert [(name, row["heading"]) for name, row in changed] == [("TextPart", "Syftet")]


def test_new_entry_in_a_file_becomes_a_new_row(folder: Path) -> None:
    loading.load(folder)
    (folder / "versions/2021/principles/8-nyfikenhet.md").write_text("# Nyfikenhet\n", encoding="utf-8")

    report = loading.load(folder)

    assert report.counts() == {Outcome.UNCHANGED: NORRBOTTEN, Outcome.CREATED: 1}
    assert Principle.objects.get(slug="nyfikenhet").order == 8


# --- What staff did stays ----------------------------------------------------------------------------


def test_text_changed_by_staff_is_left_alone(folder: Path) -> None:
    loading.load(folder)
    TextPart.objects.filter(kind="purpose").update(body="Kansliets egen text.")
    edit(folder, "# Syfte", "# Syftet", "versions/2021/parts/3-purpose.md")

    told = run("load_region", folder)

    part = TextPart.objects.get(kind="purpose")
    assert (part.heading, part.body) == ("Syfte", "Kansliets egen text.")
    assert told.startswith(
        f"norrbotten: {NORRBOTTEN - 1} unchanged, 1 left alone because staff changed it.\n"
        "  left alone because staff changed it: version 2021, part 3 purpose\n"
    )


def test_force_overwrites_what_staff_changed(folder: Path) -> None:
    loading.load(folder)
    TextPart.objects.filter(kind="purpose").update(body="Kansliets egen text.")

    told = run("load_region", folder, "--force")

    assert TextPart.objects.get(kind="purpose").body.startswith("Regionen, länsstyrelsen")
    assert "1 overwritten although staff had changed it" in told
    assert loading.load(folder, force=True).counts() == {Outcome.UNCHANGED: NORRBOTTEN}


def test_windows_line_ends_from_the_admin_are_no_change(folder: Path) -> None:
    loading.load(folder)
    part = TextPart.objects.get(kind="organisation")
    TextPart.objects.filter(pk=part.pk).update(body=part.body.replace("\n", "\r\n") + "\r\n")
    edit(folder, "# Så är arbetet ordnat", "# Så arbetar vi", "versions/2021/parts/4-organisation.md")

    assert loading.load(folder).counts()[Outcome.UPDATED] == 1
    assert TextPart.objects.get(kind="organisation").heading == "Så arbetar vi"


def test_row_deleted_by_staff_stays_deleted_until_force(folder: Path) -> None:
    loading.load(folder)
    CutOff.objects.all().delete()
    edit(folder, "format = 1", "# ny\nformat = 1")

    assert loading.load(folder).counts() == {Outcome.UNCHANGED: NORRBOTTEN - 2, Outcome.DELETED: 2}
    assert CutOff.objects.count() == 0
    assert loading.load(folder, force=True).counts() == {
        Outcome.UNCHANGED: NORRBOTTEN - 2,
        Outcome.CREATED: 2,
    }
    assert CutOff.objects.count() == 2


def test_what_hangs_on_a_deleted_row_stays_away_too(folder: Path) -> None:
    loading.load(folder)
    ActionPlan.objects.all().delete()
    edit(folder, "format = 1", "# ny\nformat = 1")

    outcomes = dict(loading.load(folder).outcomes)
    plan = {source: outcome for source, outcome in outcomes.items() if source.startswith("plan ")}
    assert set(plan.values()) == {Outcome.DELETED}
    assert set(outcomes.values()) == {Outcome.DELETED, Outcome.UNCHANGED}
    assert DevelopmentArea.objects.count() == 0


def test_cut_off_moved_by_staff_does_not_come_back(folder: Path) -> None:
    loading.load(folder)
    CutOff.objects.filter(effect="ceremony").update(last_day=dt.date(2021, 5, 6))
    edit(folder, "format = 1", "# ny\nformat = 1")

    loading.load(folder)

    assert CutOff.objects.get(effect="ceremony").last_day == dt.date(2021, 5, 6)


def test_cut_off_moved_in_the_file_moves(folder: Path) -> None:
    loading.load(folder)
    edit(folder, "last_day = 2021-05-04", "last_day = 2021-05-07")

    assert loading.load(folder).counts() == {Outcome.UNCHANGED: NORRBOTTEN - 1, Outcome.UPDATED: 1}
    assert CutOff.objects.get(effect="ceremony").last_day == dt.date(2021, 5, 7)


def test_seat_put_in_between_takes_nobodys_place(folder: Path) -> None:
    """Seats have keys because people hold them: a new line in the file must not move anybody to another party."""
    loading.load(folder)
    seat = Seat.objects.get(body__kind="leadership", party__slug="lansstyrelsen-norrbotten", order=4)
    user = User.objects.create(email="ledamot@forening.example", name="Påhittad Ledamot")
    SeatHolding.objects.create(seat=seat, user=user, from_on=dt.date(2026, 1, 1))
    new = '{ key = "region-0", party = "region-norrbotten", kind = "ordinary" },'
    edit(folder, '  { key = "region-1"', f'  {new}\n  {{ key = "region-1"')

    loading.load(folder)

    held = SeatHolding.objects.get().seat
    assert (held.pk, held.party, held.order) == (seat.pk, seat.party, 5)
    assert Seat.objects.filter(body__kind="leadership").count() == 10


def test_what_left_the_files_is_kept_and_told(folder: Path) -> None:
    """Nothing is deleted: seats are held, versions are signed."""
    loading.load(folder)
    before = len(rows())
    edit(folder, '  { key = "civilsamhallet-3", party = "civilsamhallet", kind = "alternate" },\n', "")
    (folder / "versions/2021/parts/7-follow_up.md").unlink()

    told = run("load_region", folder)

    assert len(rows()) == before
    assert "  no longer in the files, but kept: seat/leadership/civilsamhallet-3\n" in told
    assert "  no longer in the files, but kept: part/2021/7-follow_up\n" in told


def test_region_that_staff_made_by_hand_is_theirs(folder: Path) -> None:
    Region.objects.create(slug="norrbotten", name="Vårt Norrbotten", reference_prefix="NB")

    report = loading.load(folder)

    assert ("region.toml, [region]", Outcome.KEPT) in report.outcomes
    assert report.counts() == {Outcome.KEPT: 1, Outcome.CREATED: NORRBOTTEN - 1}
    assert Region.objects.get().name == "Vårt Norrbotten"


def test_region_removed_as_a_whole_can_be_loaded_again(folder: Path) -> None:
    loading.load(folder)
    remove_regions()

    assert loading.load(folder).counts() == {Outcome.CREATED: NORRBOTTEN}


# --- All or nothing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('reference_prefix = "NB"', 'reference_prefix = "nb1"', "region.toml, [region]: reference_prefix"),
        ('slug = "civilsamhallet"\nname', 'slug = "civil samhället"\nname', "civil samhället"),
        ('name = "Region Norrbotten"', f'name = "{"x" * 161}"', "at most 160 characters"),
        (
            'code = "2584"',
            'code = "1080"',
            "municipality 1080: code: Municipality with this Code already exists.",
        ),
        ("balance_rule", "balans", "balans is not a key"),
        (
            "balance_rule",
            "position_notice_days = 7\nbalance_rule",
            "The letter about positions has to come while they are waited for",
        ),
    ],
)
def test_wrong_file_changes_nothing_and_says_where(folder: Path, old: str, new: str, says: str) -> None:
    run("load_region", CONTENT / "blekinge")
    before, records = rows(), LoadedContent.objects.count()
    edit(folder, old, new)
    edit(folder, 'party = "region-norrbotten"', 'party = "region-norrbotten"')

    with pytest.raises(CommandError) as refusal:
        run("load_region", folder)

    assert says in str(refusal.value)
    assert str(refusal.value).endswith("Nothing was changed.")
    assert rows() == before
    assert LoadedContent.objects.count() == records


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no file region\.toml"):
        run("load_region", tmp_path / "dalarna")
