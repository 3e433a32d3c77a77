"""The region's criteria as a checklist: beside each one what the application itself says about it (AGR-32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from membership.snapshots import scope_in_words
from membership.states import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from membership.models import Application


@dataclass
class Line:
    """A criterion, what the application says about it, and whether that needs a second look."""

    text: str
    says: str
    needs_a_look: bool = False


def checklist(application: Application) -> list[Line]:
    """The criteria in their order. What none of the answers speaks to is for the group alone to judge."""
    lines = []
    for criterion in application.agreement.criteria.all():
        says, needs_a_look = _SAYS[criterion.slug](application) if criterion.slug in _SAYS else ("", False)
        lines.append(Line(criterion.text, says, needs_a_look))
    return lines


def _active(application: Application) -> tuple[str, bool]:
    needed = application.agreement.min_municipalities
    several = application.scope == Scope.SEVERAL
    few = several and len(application.municipalities.all()) < needed
    return scope_in_words(application), application.scope == Scope.OTHER or few


def _kind_of_organisation(application: Application) -> tuple[str, bool]:
    form = str(application.get_form_display())
    if application.kind and application.agreement.admits_public_actors:
        form = f"{application.get_kind_display()}, {form.lower()}"
    return form, application.form == "other" or not application.number


def _declared(application: Application) -> tuple[str, bool]:
    if not application.declared:
        return _("Not declared."), True
    return _("Declared by %(name)s.") % {"name": application.declared_by}, False


# A criterion's key says which of the answers speaks to it. Keys are the regions' own; an unknown one has no answer.
_SAYS: dict[str, Callable[[Application], tuple[str, bool]]] = {
    "regionalt-aktiv": _active,
    "geography": _active,
    "civilsamhallet": _kind_of_organisation,
    "ideburen-eller-offentlig": _kind_of_organisation,
    "demokratiska-varderingar": _declared,
    "hela-overenskommelsen": _declared,
    "values": _declared,
}
