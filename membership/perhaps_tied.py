"""Who of those that handle a case is named in it for the organisation: perhaps a tie that nobody has declared (MEM-45).

The portal does not close the case by itself, or an applicant could shut a decider out by writing their name. It asks:
the person says that there is no conflict of interest, or declares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreement.alphabet import folded
from membership.models import MemberContact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from membership.models import Application
    from membership.quorum import Decider


def is_named(application: Application, user: User) -> bool:
    """Whether the person is named in the application, or as a contact of the organisation as a member. One query."""
    return bool(_named(application, [user], _contacts(application)))


def named_people(application: Application, user: User, decider: Decider) -> list[User]:
    """The person, and who sits in the group, if they are so named and the case is not closed to them. One query."""
    return _named(application, _asked(application, user, decider), _contacts(application))


def named_in_form(application: Application, user: User, decider: Decider) -> list[User]:
    """The person, and who sits in the group, if they are named in the application itself. No query, for many cases."""
    return _named(application, _asked(application, user, decider), ())


def _asked(application: Application, user: User, decider: Decider) -> list[User]:
    """Whoever records the decision, and who sits in the group; not those who have said that they take no part."""
    sitting = (each.holding.user for each in decider.group(application).sittings if each.holding)
    people = {each.pk: each for each in (user, *sitting)}
    return [each for pk, each in people.items() if pk not in decider.recused(application)]


def _contacts(application: Application) -> list[tuple[str, str]]:
    """Addresses and names of the contacts that the organisation has as a member."""
    rows = MemberContact.objects.filter(
        membership__organisation=application.organisation_id, left_on=None, is_role_address=False
    )
    return list(rows.order_by().values_list("email", "name"))


def _named(
    application: Application, people: Iterable[User], contacts: Iterable[tuple[str, str]]
) -> list[User]:
    said = [
        (application.contact_email, application.contact_name),
        ("", application.declared_by),
        *contacts,
    ]
    addresses = {email.lower() for email, _name in said if email}
    names = {folded(name) for _email, name in said if name.strip()}
    return [each for each in people if each.email.lower() in addresses or folded(each.name) in names]
