"""What an organisation says of itself on its public page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from membership.models import MemberField, MemberProfile
from membership.services.diary import hold_current, note
from membership.states import MOST_FIELDS, FieldOfActivity, MemberChange
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from agreement.models import Municipality
    from membership.models import Membership


def save_profile(
    membership: Membership,
    *,
    actor: User,
    fields: Sequence[str],
    whole_county: bool,
    municipalities: Iterable[Municipality],
    **texts: Any,
) -> MemberProfile:
    """Write the presentation: texts, fields of activity, and where the organisation is active in this region.

    What it said in other regions stays as it is. The diary names what was changed. Refuses with StepNotAllowed:
    not the actor's, a membership that has ended, or too many fields. The same again: nothing changes and the diary gets
    no line.
    """
    if len(set(fields)) > MOST_FIELDS or not set(fields) <= set(FieldOfActivity.values):
        raise StepNotAllowed(_("Choose at most %(most)d fields of activity."), most=MOST_FIELDS)
    with transaction.atomic():
        held = hold_current(membership, actor)
        profile, _new = MemberProfile.objects.get_or_create(membership=held)
        changed = [name for name, value in texts.items() if getattr(profile, name) != value]
        for name in changed:
            setattr(profile, name, texts[name])
        if changed:
            profile.save()
        changed += _set_fields(held, set(fields)) + _set_places(held, whole_county, list(municipalities))
        if changed:
            names = [str(_LABELS[name]) for name in changed]
            note(held, actor, MemberChange.PROFILE, ", ".join(names))
    return profile


def carry_over_profile(former: Membership, membership: Membership) -> None:
    """An organisation that joins again keeps what it said of itself; it can be changed at any time."""
    old = MemberProfile.objects.filter(membership=former).first()
    if old is None:
        return
    MemberProfile.objects.get_or_create(
        membership=membership,
        defaults={
            name: getattr(old, name) for name in ("does", "contributes", "why", "website", "languages")
        },
    )
    for row in former.fields_of_activity.all():
        MemberField.objects.get_or_create(membership=membership, field=row.field)


def _set_fields(membership: Membership, fields: set[str]) -> list[str]:
    before = set(membership.fields_of_activity.values_list("field", flat=True))
    if before == fields:
        return []
    membership.fields_of_activity.exclude(field__in=fields).delete()
    for value in FieldOfActivity.values:
        if value in fields - before:
            MemberField.objects.create(membership=membership, field=value)
    return ["fields"]


def _set_places(membership: Membership, whole_county: bool, municipalities: list[Municipality]) -> list[str]:
    organisation = membership.organisation
    here = set(organisation.municipalities.filter(region=membership.agreement.region_id))
    wanted = set() if whole_county else set(municipalities)
    if membership.whole_county == whole_county and here == wanted:
        return []
    membership.whole_county = whole_county
    membership.save(update_fields=["whole_county"])  # `save`, for the public pages listen to it
    organisation.municipalities.remove(*(here - wanted))
    organisation.municipalities.add(*(wanted - here))
    return ["places"]


_LABELS = {
    "does": _("what we do"),
    "contributes": _("what we can contribute"),
    "why": _("why we take part"),
    "website": _("website"),
    "languages": _("languages"),
    "fields": _("fields of activity"),
    "places": _("where we are active"),
}
