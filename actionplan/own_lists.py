"""What a person has to do with checklists and with forms of collaboration, and the cards that lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan.checklists import checklists
from actionplan.permissions import spoken_for
from actionplan.reviews import forms_of
from agreement.models import Agreement, Party
from membership.own_pages import Card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from actionplan.checklists import ShownParty
    from actionplan.reviews import ShownForm
    from agreement.offices import Offices


def own_parties(offices: Offices) -> QuerySet[Party]:
    """The parties for which the person may say what was done (permissions.speaks_for, for many)."""
    return Party.objects.filter(Q(pk__in=spoken_for(offices)) | Q(agreement__region__in=offices.kept))


def own_checklists(offices: Offices) -> list[ShownParty]:
    """The checklists of those parties."""
    own = own_parties(offices).order_by()
    return checklists(own.values("pk"), own.values("agreement"))


class OwnForms:
    """The forms of collaboration that the person looks through today."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    @cached_property
    def _kept(self) -> list[ShownForm]:
        if not self._offices.kept:
            return []
        return forms_of(Agreement.objects.filter(region__in=self._offices.kept).values("pk"))

    @property
    def planned_by_me(self) -> set[int]:
        """Ids of the forms for which the person may plan a look."""
        return {each.forum.pk for each in self._kept}

    @cached_property
    def all(self) -> list[ShownForm]:
        """Those that the secretariat keeps, and those that the person's party looks through."""
        parties = self._offices.develops_for
        if not parties:
            return self._kept
        others = [
            each
            for each in forms_of(self._offices.developed)
            if each.forum.pk not in self.planned_by_me
            and each.standing is not None
            and each.standing.party_id in parties
        ]
        return [*self._kept, *others]


def cards(offices: Offices) -> Iterable[Card]:
    """The cards on /mina-sidor/, for people who speak for a party, look something through, or help them."""
    mine = spoken_for(offices)
    lists = [each for each in own_checklists(offices) if each.points] if mine or offices.kept else []
    if lists:
        waiting = sum(each.waiting for each in lists if each.party.pk in mine)
        asked = ngettext(
            "%(count)d point waits for an answer", "%(count)d points wait for an answer", waiting
        )
        yield Card(
            title=_("Checklist of the party"),
            text=_("What your party does in its own house so that the agreement comes true."),
            url=reverse("actionplan:own-checklists"),
            action=asked % {"count": waiting} if waiting else "",
            order=60,
        )
    forms = OwnForms(offices).all
    if forms:
        today = timezone.localdate()
        late = sum(
            each.standing is not None and each.standing.due_on is not None and each.standing.due_on < today
            for each in forms
        )
        told = ngettext("%(count)d should have been ready", "%(count)d should have been ready", late)
        yield Card(
            title=_("Forms of collaboration"),
            text=_("Look through the ways in which the parties meet already."),
            url=reverse("actionplan:own-reviews"),
            action=told % {"count": late} if late else "",
            order=65,
        )
