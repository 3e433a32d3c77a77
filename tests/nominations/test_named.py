"""Who is named in public: members that have offered, organisations in forums, and nobody who has merely applied."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Membership
from membership.states import Status
from nominations.models import Nomination
from nominations.services import Pick, Record, decide_round
from nominations.states import Ground, RoundState, State
from samverkan.public_cache import forget
from tests.factories import make_application, make_leader
from tests.nominations.rows import make_forum, make_nomination, make_round, make_sitting, over

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


def seen(client: Client, address: str) -> str:
    forget()
    answer = client.get(address)
    assert answer.status_code == 200
    return one_line(html.unescape(answer.content.decode()))


def one_line(text: str) -> str:
    return " ".join(text.split())


def swedish(words: str) -> str:
    with translation.override("sv"):
        return gettext(words)


NOT_YOUR_NAME = "The public sees which organisation you speak for, but not your name."
NOT_YOUR_NAME_IF = "If you are chosen, the public sees which organisation you speak for, but not your name."
YOUR_NAME_IF = "If you are chosen, your name and the organisation are public on the group's page."


def test_forum_names_those_who_have_offered_only_while_they_are_members(
    region: Region, client: Client
) -> None:
    call = make_round(region, forum=make_forum(region))
    application = make_application(region, Status.SUBMITTED)
    applicant = application.organisation
    assert applicant is not None
    make_nomination(
        call,
        state=State.SUBMITTED,
        ground=Ground.ORGANISATION,
        organisation=applicant,
        nominated_by=application.access.get().user,
        by=application.access.get().user,
        party=None,
    )
    member, late, left = make_nomination(call), make_nomination(call), make_nomination(call)
    Membership.objects.filter(organisation=late.organisation).update(since=call.member_by + ONE_DAY)
    Membership.objects.filter(organisation=left.organisation).update(ended_on=timezone.localdate() - ONE_DAY)

    for status in (Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN):
        Application.objects.filter(pk=application.pk).update(status=status)
        page = seen(client, "/norrbotten/natverk/")
        assert member.organisation.name in page
        for each in (applicant, late.organisation, left.organisation):
            assert each.name not in page, (status, each)


def test_who_sits_in_a_forum_is_named_by_the_organisation_only(region: Region, client: Client) -> None:
    round_ = over(region, forum=make_forum(region))
    sitting = make_sitting(region)
    chosen = make_nomination(round_)
    alone = make_nomination(round_, by=sitting, ground=Ground.FORUM)
    record = Record(timezone.localdate(), "14")
    decide_round(round_, user=make_leader(region), picks=[Pick(chosen), Pick(alone)], record=record)

    page = seen(client, round_.get_absolute_url())

    assert chosen.organisation.name in page
    for each in Nomination.objects.all():
        assert each.nominee_name not in page
    letter = Letter.objects.get(kind="nominee_chosen", to=chosen.nominee_email)
    assert swedish(NOT_YOUR_NAME) in one_line(letter.text)


def test_nominee_for_a_forum_reads_that_no_name_will_be_public(region: Region, client: Client) -> None:
    for round_, is_named in (
        (make_round(region, forum=make_forum(region)), False),
        (make_round(region), True),
    ):
        made = make_nomination(round_, state=State.SUBMITTED)
        page = seen(client, made.answer_url)
        assert (swedish(NOT_YOUR_NAME_IF) not in page) is is_named
        assert (swedish(YOUR_NAME_IF) in page) is is_named


def test_page_says_who_may_nominate_and_that_it_is_for_the_young(region: Region, client: Client) -> None:
    own = make_round(region, for_young=True)
    leading = make_round(region, body=region.agreement.body("leadership"), state=RoundState.PUBLISHED)
    sentence = swedish("In this round those who sit in the development group can nominate too.")

    assert sentence in seen(client, own.get_absolute_url())
    young = swedish("For young people too")
    assert young in seen(client, own.get_absolute_url())
    assert sentence not in seen(client, leading.get_absolute_url())
    assert young not in seen(client, leading.get_absolute_url())


def test_call_says_its_theme_and_that_it_is_for_the_young(region: Region, client: Client) -> None:
    call = make_round(region, forum=make_forum(region), theme="health", for_young=True)
    theme = swedish("Theme: %(theme)s") % {"theme": swedish("Health")}

    for address in ("/norrbotten/natverk/", "/norrbotten/nominera/"):
        page = seen(client, address)
        assert theme in page
        assert swedish("For young people too") in page
    assert f"<dd>{swedish('Health')}</dd>" in seen(client, call.get_absolute_url())
