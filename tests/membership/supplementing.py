"""A case in which something is missing: what is asked for, and by whom."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from membership.models import Application, SupplementRequest
from membership.services import ask_supplement
from tests.factories import make_secretary


def asked(case: Application, *pages: str) -> SupplementRequest:
    """The case is asked for something, as the service does it."""
    return ask_supplement(
        case,
        actor=make_secretary(case.agreement.region),
        what="Stadgarna saknas.",
        otherwise="Gruppen beslutar ändå.",
        answer_by=timezone.localdate() + dt.timedelta(days=14),
        pages=pages,
    )
