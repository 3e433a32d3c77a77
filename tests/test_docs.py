"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

from scripts import diagram

ROOT = Path(__file__).resolve().parent.parent


def test_the_picture_of_the_states_is_made_from_the_table() -> None:
    page = diagram.PAGE.read_text(encoding="utf-8")

    assert diagram.page_with_picture(page) == page


def test_every_room_is_on_the_map() -> None:
    page = diagram.PAGE.read_text(encoding="utf-8")
    rooms = {
        path.name for path in ROOT.iterdir() if (path / "apps.py").is_file() and path.name != "samverkan"
    }

    assert {room for room in rooms if f"\n{room}/" not in page} == set()


def test_every_setting_from_the_environment_is_documented() -> None:
    source = (ROOT / "samverkan" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source))
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert names >= {"SECRET_KEY", "DATABASE_URL"}
    assert {name for name in names if f"`{name}`" not in table} == set()


def test_glossary_names_identifiers_that_exist() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `([A-Za-z_.]+)`",
        (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    models = {model.__name__ for model in apps.get_models()}
    named = {row.split(".")[0] for row in rows if row[0].isupper()}
    others = {
        "Work",
        "Side",
        "BalanceRule",
        "BodyKind",
        "SeatKind",
        "Role",
        "Status",
        "Signing",
        "Scope",
        "Form",
        "Outcome",
        "TextState",
        "Standing",
        "Act",
        "Stand",
    }

    assert len(named) > 15
    assert named - models - others == set()
