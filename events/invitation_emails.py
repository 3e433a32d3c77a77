"""The letters to a member that is invited to an event, in the member's language (CRO-18). As in `emails`: rows only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events.emails import when, write
from events.states import Audience, State
from letters.words import Words, checksum

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from events.models import Invitation
    from letters.models import Letter


def invitation(invited: Invitation) -> list[Letter]:
    """To everybody whom letters to the member go to."""
    event, membership = invited.event, invited.membership

    def words() -> Words:
        return Words(
            _("Invitation: %(title)s") % {"title": event.title},
            [
                _("%(host)s invites %(organisation)s.")
                % {"host": event.host, "organisation": membership.organisation.name},
                when(event),
                event.place,
                event.summary,
                _("Come if you can. Tell others who may want to come."),
            ],
            _("Read more and register") if event.takes_registrations else _("Read more"),
            event.get_absolute_url(),
        )

    return _to_member(invited, "event_invitation", f"{membership.pk}", words)


def invitation_news(invited: Invitation, told: Collection[str] = ()) -> list[Letter]:
    """To the same, but for those who were `told` as registered: another time or place, or cancelled."""
    event, membership = invited.event, invited.membership
    invited_by = {"host": event.host, "organisation": membership.organisation.name}

    def words() -> Words:
        first = _("%(host)s has invited %(organisation)s.") % invited_by
        if event.state == State.CANCELLED:
            subject = _("Cancelled: %(title)s") % {"title": event.title}
            lines = [first, when(event), _("The event is cancelled."), _("You need not do anything more.")]
        else:
            subject = _("Changed: %(title)s") % {"title": event.title}
            lines = [first, _("The time or the place is another now:"), when(event), event.place]
        return Words(subject, lines, _("Open the event"), event.get_absolute_url())

    return _to_member(invited, "event_news", f"{invited.news_id}:{membership.pk}", words, told)


def _to_member(
    invited: Invitation, kind: str, occasion: str, words: Callable[[], Words], told: Collection[str] = ()
) -> list[Letter]:
    """Contacts, who may have no access to the member's pages, and those who work with them."""
    event, application = invited.event, invited.membership.application
    organisation = invited.membership.organisation.name

    def with_way_in() -> Words:
        said = words()
        way_in = _(
            "Only those who work with the pages of %(organisation)s can open the event. If you cannot: ask one of "
            "them to let you in, or answer this letter."
        )
        return replace(said, lines=[*said.lines, way_in % {"organisation": organisation}])

    opens = application.confirmed_recipients
    return [
        write(
            event,
            kind,
            f"{occasion}:{checksum(each)}",
            each,
            application.language,
            words if event.audience == Audience.OPEN or each in opens else with_way_in,
        )
        for each in invited.membership.recipients
        if each not in told
    ]
