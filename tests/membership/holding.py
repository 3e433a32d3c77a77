"""Decisions while their letters wait: how they are made in the tests, and what has left."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from letters.models import Letter
from membership.models import Application
from membership.services import Held, approve_application, decline_application
from membership.states import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from membership.models import Decision

NOON = dt.datetime(2026, 10, 20, 10, 0, tzinfo=dt.UTC)
HOLD = 60
MOMENT = dt.timedelta(seconds=HOLD + 1)  # after it the letters have left


def held(paragraph: str = "12", **more: Any) -> Held:
    """Decided today, at a meeting of which the minutes have that paragraph."""
    return Held(timezone.localdate(), paragraph, **more)


def fresh(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def why(case: Application) -> dict[str, Any]:
    """What a refusal says."""
    reasons = list(case.agreement.criteria.all()[:1])
    return {"held": held(), "reasons": reasons, "reasons_text": "Föreningen är inte verksam i länet."}


def decide(case: Application, actor: User, outcome: str) -> Decision:
    if outcome == Outcome.APPROVED:
        return approve_application(case, actor=actor, held=held())
    return decline_application(case, actor=actor, **why(case))


def have_left() -> None:
    """Every letter that is written by now has left the house."""
    Letter.objects.unfinished().update(done_at=timezone.now())


def sent(folder: Path) -> int:
    """How many letters have left."""
    return len(list((folder / "mail").glob("*.eml")))
