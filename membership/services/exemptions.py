"""The group gives what a cut-off took: what was frozen stays, and the exemption stands beside it (MEM-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from membership.models import Application, ApplicationEvent, Exemption
from membership.permissions import Capacities
from membership.states import OPEN, By, Status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

# A signed and registered member can be let in, too: the kick-off may come later.
EXEMPTABLE = (*OPEN, Status.APPROVED)


def missed_effects(application: Application) -> list[dict[str, Any]]:
    """The effects that the application came too late for and that nobody has granted yet."""
    granted = set(application.exemptions.values_list("effect", "title"))
    return [
        effect
        for effect in application.effects
        if not effect["met"] and (effect["effect"], effect["title"]) not in granted
    ]


def grant_exemption(
    application: Application, *, actor: User, effect: str, title: str, reason: str
) -> Exemption:
    """Grant an effect although its cut-off was missed, and say why; the diary tells it, the applicant sees it.

    The frozen effects stay as they are. Refuses with StepNotAllowed: no reason, not the region's group or secretariat,
    a case that ended, an effect that was not missed. Twice for the same effect: the first exemption stands and is
    returned.
    """
    if not reason.strip():
        raise StepNotAllowed(_("Please say why."))
    with transaction.atomic():
        case = Application.objects.select_for_update().get(pk=application.pk)
        if not Capacities(actor).of(case) & {By.GROUP, By.SECRETARIAT}:  # now, with the case held
            raise StepNotAllowed(_("You may not take that step."))
        standing: Exemption | None = case.exemptions.filter(effect=effect, title=title).first()
        if standing is not None:
            return standing
        if case.status not in EXEMPTABLE:
            raise StepNotAllowed
        if not any((each["effect"], each["title"]) == (effect, title) for each in missed_effects(case)):
            raise StepNotAllowed(_("The application was in time for that."))
        try:
            with transaction.atomic():
                exemption = Exemption.objects.create(
                    application=case, effect=effect, title=title, reason=reason.strip(), granted_by=actor
                )
        except IntegrityError:  # SQLite locks no row; the constraint has the last word
            return Exemption.objects.get(application=case, effect=effect, title=title)
        ApplicationEvent.objects.create(
            application=case,
            actor=actor,
            step="exempt",
            source=case.status,
            target=case.status,
            note=f"{title}: {exemption.reason}",
        )
    return exemption
