"""Who may do what with a case: a predicate for one object beside the queryset for many (querysets.py)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps

from agreement.offices import Offices
from membership.states import By, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from membership.models import Application, Membership
    from steps.states import Step


class Capacities:
    """In which capacities a person meets cases, today; remembers what it looked up, so a whole list costs no more
    queries than one case.
    """

    def __init__(self, user: User | AnonymousUser, offices: Offices | None = None) -> None:
        self.user = user
        self.offices = offices or Offices(user)  # looked up when it is asked for the first time

    @property
    def agreements(self) -> list[int]:
        """Ids of the agreements whose cases the person sees as staff; a list, for the planner's sake."""
        return sorted(self.offices.agreements)

    @property
    def leads_somewhere(self) -> bool:
        """Whether the person holds a deciding seat anywhere today."""
        return bool(self.offices.led)

    def leads(self, application: Application) -> bool:
        """Whether the person holds a deciding seat in the case's region and has no conflict of interest in it."""
        return self.offices.leads(application.agreement.region_id) and not self.is_closed(application)

    @cached_property
    def _ties(self) -> dict[int, bool]:
        """The cases that are closed to the person as staff, and whether they work on that very application."""
        ties: dict[int, bool] = apps.get_model("membership", "Application").objects.ties_of(self.user)
        return ties

    @property
    def closed(self) -> list[int]:
        """Ids of the cases that are closed to the person as staff."""
        return list(self._ties)

    def works_for_applicant(self, application: Application) -> bool:
        """Whether the person works on the application for the organisation."""
        return self._ties.get(application.pk, False)

    def handles_cases_in(self, region_id: int) -> bool:
        """Whether the person has a seat in the region's leadership group or belongs to its secretariat, today."""
        return region_id in self.offices.staffed

    @property
    def secretariat_regions(self) -> list[int]:
        """Ids of the regions whose secretariat the person belongs to."""
        return sorted(self.offices.kept)

    def keeps_the_books_in(self, region_id: int) -> bool:
        """Whether the person belongs to the region's secretariat, today; the operator does everywhere."""
        return self.offices.keeps(region_id)

    def is_closed(self, application: Application) -> bool:
        """Whether the case is closed to the person as staff: the own organisation's, or a declared conflict of interest
        (MEM-45). A state that the record shows, not a hole in it.
        """
        return application.pk in self._ties

    def sees_as_staff(self, application: Application) -> bool:
        """The region's leadership group and secretariat see received applications; nobody sees a draft (LAW-P1)."""
        if application.status == Status.DRAFT:
            return False
        return application.agreement.region_id in self.offices.staffed

    def of(self, application: Application) -> set[By]:
        """The capacities in which the person may take steps with `application`.

        The own organisation's case is closed to a person as staff (MEM-45).
        """
        if self.works_for_applicant(application):
            return {By.APPLICANT}
        if self.is_closed(application):
            return set()
        if application.status == Status.DRAFT:
            return set()
        region = application.agreement.region_id
        capacities: set[By] = set()
        if self.offices.leads(region):
            capacities.add(By.GROUP)
        if self.offices.keeps(region):
            capacities.add(By.SECRETARIAT)
        return capacities

    def may_take(self, application: Application, step: Step) -> bool:
        """Whether the person is somebody who takes this step; whether the state allows it is asked elsewhere."""
        return bool(step.by & self.of(application))


def has_access(user: User | AnonymousUser, application: Application) -> bool:
    """Whether `user` works on the application for the organisation."""
    return Capacities(user).works_for_applicant(application)


def may_see(user: User | AnonymousUser, application: Application) -> bool:
    """The organisation's own people, and staff once the application is received unless the case is closed to them."""
    capacities = Capacities(user)
    if capacities.works_for_applicant(application):
        return True
    return capacities.sees_as_staff(application) and not capacities.is_closed(application)


def works_for(user: User | AnonymousUser, membership: Membership) -> bool:
    """Whether `user` is one of the organisation's own people: has access to the case that made it a member (MEM-51).

    Says nothing about today: somebody who works for a former member still sees what is kept of it. The queryset for
    many is `Membership.objects.of(user)`.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    return user.application_access.filter(application=membership.application_id).exists()


def may_help(user: User | AnonymousUser, membership: Membership) -> bool:
    """Whether `user` belongs to the secretariat that may help the organisation with its pages; the diary says so."""
    return Capacities(user).keeps_the_books_in(membership.agreement.region_id)


def is_tied_to(user: User | AnonymousUser, *organisations: int) -> bool:
    """Whether `user` works for one of the organisations (by their ids), or has a conflict of interest in a case of one
    (MEM-45): then they do nothing for it as staff.
    """
    cases = apps.get_model("membership", "Application").objects.filter(organisation__in=organisations)
    return bool(cases.ties_of(user))


def may_edit(user: User | AnonymousUser, membership: Membership) -> bool:
    """The organisation's own people, and the region's secretariat that helps them. The set for many is
    `Membership.objects.editable_by(user)`.
    """
    return works_for(user, membership) or may_help(user, membership)
