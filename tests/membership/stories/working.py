"""What the clock and the worker do, who is sometimes killed half way, and whose mail server is sometimes away."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from letters.models import Letter
from membership.models import Application, Decision, Reminder, SigningDocument
from membership.states import Outcome, Signing, Status
from relay.loop import run_once
from relay.services import retry
from tests.membership.stories.given import PAUSES, SECOND
from tests.membership.stories.telling import Telling
from tests.membership.stories.world import CHANGES, HOLD, Killed, cause_lasts, killed_after


class Worker(Telling):
    """The rules of time and of work, and what must be true when all work is done."""

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: dt.timedelta) -> None:
        self.clock.shift(pause)

    @rule(around=st.sampled_from([-SECOND, dt.timedelta(0), SECOND]))
    def the_clocks_change(self, around: dt.timedelta) -> None:
        """To the next night on which an hour of Sweden is there twice, or not at all."""
        for change in CHANGES:
            if change + around > timezone.now():
                self.clock.move_to(change + around)
                return

    @rule(pause=st.sampled_from(PAUSES), stop=st.one_of(st.none(), st.none(), st.integers(0, 60)))
    def the_worker_looks_once(self, pause: dt.timedelta, stop: int | None) -> None:
        self.clock.shift(pause)
        self.work(stop)

    @rule()
    def the_mail_server_is_away(self) -> None:
        self.clock.shift(dt.timedelta(seconds=HOLD))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away, raising=False)
            self.work()

    def work(self, stop: int | None = None) -> int:
        handled = 0
        try:
            with killed_after(stop):
                handled = run_once()
        except Killed:
            pass
        self.changed = True
        self.what_was_sent_had_a_cause()
        return handled

    def what_was_sent_had_a_cause(self) -> None:
        """The messages since the last look; the worker changes nothing that would end a cause."""
        new, self.sent = mail.outbox[self.sent :], len(mail.outbox)
        for message in new:
            letter = Letter.objects.get(uuid=message.extra_headers["Message-ID"][8:40])
            assert message.to == [letter.to]
            cause_lasts(letter, timezone.now())

    def until_all_work_is_done(self) -> None:
        """A day later the worker has done everything, each thing once."""
        for _look in range(24):
            self.clock.shift(dt.timedelta(hours=1))
            for model in (Letter, SigningDocument):
                for pk in model.objects.exclude(failed_at=None).values_list("pk", flat=True):
                    retry(model, pk)
            if not self.work():
                break
        assert not Letter.objects.unfinished().exists()
        assert not SigningDocument.objects.unfinished().exists()
        assert not Reminder.objects.due(timezone.now()).exists()
        messages = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
        for letter in Letter.objects.all():
            times = messages[letter.message_id]
            assert (times == 0) == (letter.called_off_at is not None), letter.key
            assert times <= 1 or letter.may_be_double, letter.key
        self.everything_was_told()
        self.letters, self.changed = 0, True
        for case in Application.objects.all():
            self.touched = case.pk
            self.nothing_is_as_it_must_not_be()

    def everything_was_told(self) -> None:
        kinds = Counter(
            tuple(letter.key.split(":")[:3]) for letter in Letter.objects.filter(called_off_at=None)
        )
        for decision in Decision.objects.select_related("application", "corrects"):
            about = decision.application.reference
            back = Decision.objects.filter(corrects=decision, outcome=Outcome.TAKEN_BACK).exists()
            after = Decision.objects.filter(application=decision.application, pk__gt=decision.pk)
            # What had not left when the group decided anew, or the organisation withdrew, says nothing any more.
            withdrawn = decision.application.status == Status.WITHDRAWN
            overtaken = withdrawn or after.exclude(held_until=None).exists()
            of_record = decision.corrects is not None and decision.held_until is None
            if decision.outcome == Outcome.DECLINED and not of_record:
                told = bool(kinds["declined", about, str(decision.pk)])
                assert told != back or (not told and overtaken)
            if of_record and decision.outcome != Outcome.TAKEN_BACK:
                assert kinds["decision_corrected", about, str(decision.pk)] or overtaken
        for document in SigningDocument.objects.select_related("application"):
            told = kinds["signing_request", document.application.reference, str(document.revision)]
            assert told or document.status == Signing.REVOKED


def away(backend: Any) -> None:
    raise ConnectionRefusedError
