"""The words of the plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanKind(models.TextChoices):
    """How an agreement plans (PLAN-29): for a period with a plan of activities each year, or year by year."""

    PERIOD = "period", _("Plan for a period")
    YEARLY = "yearly", _("Plan for each year")
