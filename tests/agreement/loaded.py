"""Loading a region's folder, and what became of each thing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from agreement import loading
from agreement.loading import Outcome
from agreement.models import AgreementVersion
from tests.agreement.regions import edit

VERSION, PLAN = "versions/2021/version.toml", "plans/handlingsplan-2021-2023/plan.toml"
WHEN = dt.datetime(2026, 5, 6, 7, 8, 9, 10, tzinfo=dt.UTC)


def outcomes(folder: Path, *, force: bool = False) -> dict[str, Outcome]:
    """What became of each thing, without what did not change."""
    found = dict(loading.load(folder, force=force).outcomes)
    return {source: outcome for source, outcome in found.items() if outcome != Outcome.UNCHANGED}


def version() -> AgreementVersion:
    return AgreementVersion.objects.get()


def as_adopted_elsewhere(folder: Path, file: str, fingerprint: str) -> None:
    facts = f'state = "adopted"\nfrozen_at = {WHEN.isoformat()}\ncontent_hash = "{fingerprint}"\n'
    edit(folder, "is_summary = true", f"{facts}is_summary = true", file)
