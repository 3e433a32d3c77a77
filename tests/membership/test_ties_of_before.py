"""Who gave up an access before the portal kept ties is tied by what the diary says (MEM-45)."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from accounts.models import User
from agreement.models import Region
from membership.models import Application, ApplicationAccess, ApplicationEvent, Recusal
from membership.permissions import Capacities
from membership.services import lift_conflict
from membership.states import Ground, Status
from tests.factories import make_application, make_recusal, make_secretary, make_user

pytestmark = pytest.mark.django_db
move = importlib.import_module("membership.migrations.0021_ties_of_those_who_left")


def gave_up(case: Application, address: str) -> ApplicationEvent:
    """What the diary holds of an access that ended before ties were kept."""
    event: ApplicationEvent = ApplicationEvent.objects.create(
        application=case,
        actor=case.access.get().user,
        step="access_taken",
        source=case.status,
        target=case.status,
        note=address,
    )
    return event


def run() -> None:
    move.keep_ties(apps, None)


def test_the_diary_ties_whoever_gave_up_the_access(
    region: Region, case: Application, group: list[User]
) -> None:
    later = make_application(region, Status.DECLINED)
    Application.objects.filter(pk=later.pk).update(organisation=case.organisation)
    event = gave_up(case, group[0].email.upper())
    gave_up(case, "glomd@forening.example")  # no account has that address any more

    run()
    run()

    tie = Recusal.objects.get()
    assert (tie.user, tie.ground, tie.declared_by, tie.declared_at) == (
        group[0],
        Ground.WORKED,
        event.actor,
        event.at,
    )
    for each in (case, later):
        assert Capacities(group[0]).is_closed(each)


def test_what_was_declared_or_lifted_stays_what_it_is(
    region: Region, case: Application, group: list[User]
) -> None:
    secretary, again = make_secretary(region), make_user()
    declared = make_recusal(case, group[0], ground=Ground.CLOSE, note="Syskon.")
    judged = make_recusal(case, group[1], ground=Ground.WORKED)
    lift_conflict(judged, by=secretary, note="Slutade 2019.")
    ApplicationAccess.objects.create(application=case, user=again)
    for address in (group[0].email, group[1].email, again.email):
        ApplicationEvent.objects.create(
            application=case, actor=secretary, step="access_taken", source="", target="", note=address
        )

    run()

    declared.refresh_from_db()
    assert (declared.ground, declared.note, declared.lifted_at) == (Ground.WORKED, "Syskon.", None)
    assert not Capacities(group[1]).is_closed(case)
    assert Recusal.objects.count() == 2  # whoever is back is tied by the access itself


def test_a_fresh_installation_has_nothing_to_tie(case: Application) -> None:
    ApplicationEvent.objects.create(
        application=case, actor=None, step="access_given", source="", target="", note="ny@forening.example"
    )
    run()
    assert not Recusal.objects.exists()
