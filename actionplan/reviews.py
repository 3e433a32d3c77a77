"""Forms of collaboration as pages show them: owner, purpose, last look, what came of it (PLAN-18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actionplan.models import FormReview
from actionplan.states import STANDING, ReviewState
from agreement.gathering import gather
from agreement.models import Party
from nominations.models import Forum

if TYPE_CHECKING:
    import datetime as dt

TONES = {
    ReviewState.PLANNED: "neutral",
    ReviewState.ONGOING: "progress",
    ReviewState.DONE: "success",
    ReviewState.CALLED_OFF: "warning",
}


@dataclass(frozen=True)
class ShownForm:
    """A form of collaboration with the last look at it, and the one that is planned or ongoing."""

    forum: Forum
    owner: str
    last: FormReview | None
    standing: FormReview | None
    party: str

    @property
    def looked_on(self) -> dt.date | None:
        """The day of the last look, also of one that was written on the forum alone."""
        return self.forum.last_review_on or (self.last.finished_on if self.last else None)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell besides the name."""
        return bool(self.owner or self.forum.purpose or self.looked_on or self.standing)

    @property
    def told(self) -> str:
        return self.last.words if self._is_newest and self.last else self.forum.review_outcome

    @property
    def outcome(self) -> str:
        return self.last.get_outcome_display() if self._is_newest and self.last else ""

    @property
    def _is_newest(self) -> bool:
        return self.last is not None and self.last.finished_on == self.looked_on

    @property
    def tone(self) -> str:
        return TONES[ReviewState(self.standing.state)] if self.standing else ""


def forms_of(agreements: Any) -> list[ShownForm]:
    """Every form of collaboration of the agreements (ids, or a queryset of them). One query."""
    return shown_forms(
        **gather(
            {
                "forums": Forum.objects.filter(agreement__in=agreements),
                "reviews": FormReview.objects.filter(forum__agreement__in=agreements),
                "parties": Party.objects.filter(agreement__in=agreements),
            }
        )
    )


def shown_forms(forums: list[Forum], reviews: list[FormReview], parties: list[Party]) -> list[ShownForm]:
    """The forms of collaboration, from rows that have been read in the order of their models."""
    names = {each.pk: each.name for each in parties}
    found = []
    for forum in forums:
        own = [each for each in reviews if each.forum_id == forum.pk]
        last = next((each for each in reversed(own) if each.state == ReviewState.DONE), None)
        standing = next((each for each in own if each.state in STANDING), None)
        owner = names.get(forum.owner_id or 0) or forum.owner_name
        party = names.get(standing.party_id or 0, "") if standing else ""
        found.append(ShownForm(forum, owner, last, standing, party))
    return found
