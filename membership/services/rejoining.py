"""An organisation that was a member joins again: a new application that begins with the answers of the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from membership.models import Application, Membership
from membership.permissions import works_for
from membership.services.applications import another_case, begin_application
from membership.states import Scope, Status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

KEPT = ("name", "number", "number_missing_reason", "form", "kind")


def membership_of_today(former: Membership) -> Membership | None:
    """The membership that the organisation of a former one has today in the same agreement."""
    rows = Membership.objects.current().filter(agreement=former.agreement_id)
    found: Membership | None = rows.filter(organisation=former.organisation_id).exclude(pk=former.pk).first()
    return found


def begin_again(*, membership: Membership, actor: User, language: str) -> Application:
    """Start a draft from a former membership: who the organisation is, where it is active, whom to write to. What it
    declares, it declares anew.

    Refuses with StepNotAllowed: not the organisation's own person, still a member, joined again already, or an
    application that awaits its decision. Twice: the draft that is under way is the one to go on with.
    """
    if not works_for(actor, membership):
        raise StepNotAllowed(_("These pages are closed to you."))
    if membership.is_current:
        raise StepNotAllowed(_("The organisation is a member."))
    with transaction.atomic():
        # The former application's row is held: two who press at once begin one draft.
        old = Application.objects.select_for_update().get(pk=membership.application_id)
        under_way: Application | None = (
            Application.objects.of(actor)
            .filter(former=membership, status=Status.DRAFT)
            .order_by("pk")
            .first()
        )
        if under_way is not None:
            return under_way
        organisation = membership.organisation
        if membership_of_today(membership) is not None:
            raise StepNotAllowed(_("The organisation has joined again already."))
        if another_case(old, organisation) is not None:
            raise StepNotAllowed(_("The organisation has applied again already. The application is handled."))
        region = membership.agreement.region
        places = list(organisation.municipalities.filter(region=region))
        contact = membership.main_contact
        answers = {name: getattr(old, name) for name in KEPT}
        answers |= {"name": organisation.name, "number": organisation.number or old.number}
        answers["scope"] = Scope.COUNTY if membership.whole_county else (Scope.SEVERAL if places else "")
        if old.scope == Scope.OTHER and not membership.whole_county:
            answers |= {"scope": Scope.OTHER, "scope_reason": old.scope_reason}
        answers["contact_level"] = old.contact_level
        if contact is not None:
            # What may be shown is asked anew: a yes from then is no yes from now.
            answers |= {
                "contact_name": contact.name or contact.role,
                "contact_email": contact.email,
                "contact_phone": contact.phone,
            }
        draft = begin_application(
            agreement=membership.agreement, language=language, user=actor, former=membership, **answers
        )
        draft.municipalities.set(places)
    return draft
