"""Whether a nomination counts, and why: a pure function of days and instants (MEM-25, MEM-26).

All days are Swedish dates and last whole: the window opens at 00:00:00 of its first day and closes after
23:59:59.999999 of its last. A nomination is prepared long before; it counts only if it was sent while the window was
open and the organisation is a member on the day of the cut-off. The table in the tests is for people to read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Counts(models.TextChoices):
    """The answer at an instant. NOT_YET can still become either."""

    YES = "yes", _("Counts")
    NOT_YET = "not_yet", _("Does not count yet")
    NO = "no", _("Does not count")


class Why(models.TextChoices):
    """The reason behind the answer."""

    MEMBER = "member", _("The organisation has joined in time.")
    SITTING = "sitting", _("Nominated by somebody who sat in the development group.")
    NOT_SENT = "not_sent", _("The nomination is not sent yet.")
    NEVER_SENT = "never_sent", _("The nomination was not sent before the last day.")
    SENT_EARLY = "sent_early", _("The nomination was sent before the window opened.")
    SENT_LATE = "sent_late", _("The nomination was sent after the last day.")
    NOT_JOINED = "not_joined", _("The organisation has not joined yet. It counts if that is done in time.")
    JOINED_LATE = "joined_late", _("The organisation had not joined by the last day.")
    LEFT = "left", _("The organisation has left the agreement.")
    APPLICATION_OVER = "application_over", _("The organisation's application was withdrawn or declined.")
    NOT_SITTING = "not_sitting", _("Whoever nominated did not sit in the development group then.")
    GIVEN_UP = "given_up", _("The nomination was withdrawn.")


@dataclass(frozen=True)
class Window:
    """The days of a round, both ends included; `member_by` is the last day to have joined."""

    opens_on: dt.date
    closes_on: dt.date
    member_by: dt.date

    def is_open(self, at: dt.datetime) -> bool:
        return self.opens_on <= swedish_day(at) <= self.closes_on

    def is_before(self, at: dt.datetime) -> bool:
        return swedish_day(at) < self.opens_on

    def is_over(self, at: dt.datetime) -> bool:
        return swedish_day(at) > self.closes_on

    def is_settled(self, at: dt.datetime) -> bool:
        """Whether nothing that comes can make another nomination count: both last days are over."""
        return swedish_day(at) > max(self.closes_on, self.member_by)


@dataclass(frozen=True)
class Facts:
    """What is known about a nomination. `member_since`, `member_to`: the membership nearest to the cut-off, both days
    included; `application_open`: whether there is one that can still lead to a membership. `sitting`: for nominations
    without an organisation, whether the person sat in the development group when it was sent; None with one.
    """

    sent_at: dt.datetime | None = None
    member_since: dt.date | None = None
    member_to: dt.date | None = None
    application_open: bool = False
    sitting: bool | None = None
    given_up: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether it counts, and why."""

    counts: Counts
    why: Why

    @property
    def reason(self) -> _StrPromise:
        return self.why.label

    @property
    def tone(self) -> str:
        return {Counts.YES: "success", Counts.NOT_YET: "progress", Counts.NO: "warning"}[self.counts]


def swedish_day(at: dt.datetime) -> dt.date:
    """The date in Sweden at an instant."""
    return timezone.localdate(at, timezone.get_default_timezone())


def verdict(window: Window, facts: Facts, at: dt.datetime) -> Verdict:
    """Whether the nomination counts as things stand at `at` (an instant), and why. Reads nothing, changes nothing."""
    if facts.given_up:
        return Verdict(Counts.NO, Why.GIVEN_UP)
    if unsent := _sent(window, facts.sent_at, at):
        return unsent
    if facts.sitting is not None:
        return Verdict(Counts.YES, Why.SITTING) if facts.sitting else Verdict(Counts.NO, Why.NOT_SITTING)
    return _joined(window, facts, swedish_day(at))


def _sent(window: Window, sent_at: dt.datetime | None, at: dt.datetime) -> Verdict | None:
    """Whether when it was sent, or that it was not, settles the matter."""
    if sent_at is None:
        if window.is_over(at):
            return Verdict(Counts.NO, Why.NEVER_SENT)
        return Verdict(Counts.NOT_YET, Why.NOT_SENT)
    if window.is_before(sent_at):
        return Verdict(Counts.NO, Why.SENT_EARLY)
    return Verdict(Counts.NO, Why.SENT_LATE) if window.is_over(sent_at) else None


def _joined(window: Window, facts: Facts, today: dt.date) -> Verdict:
    """Whether the organisation is a member on the day of the cut-off, as far as is known on `today`."""
    since, last, cut_off = facts.member_since, facts.member_to, window.member_by
    in_time = since is not None and since <= cut_off
    if in_time and (last is None or last >= cut_off):
        return Verdict(Counts.YES, Why.MEMBER)
    if today <= cut_off and facts.application_open:
        return Verdict(Counts.NOT_YET, Why.NOT_JOINED)
    if in_time:
        return Verdict(Counts.NO, Why.LEFT)
    return Verdict(Counts.NO, Why.JOINED_LATE if today > cut_off else Why.APPLICATION_OVER)
