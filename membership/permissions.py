"""Who may do what with a case: a predicate for one object beside the queryset for many (querysets.py)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone

from membership.states import By, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from membership.models import Application
    from membership.states import Step


class Capacities:
    """In which capacities a person meets cases, today; remembers what it looked up, so a whole list costs no more
    queries than one case.
    """

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user

    @cached_property
    def _leading(self) -> set[int]:
        return self._regions("where_leading")

    @cached_property
    def _secretariat(self) -> set[int]:
        if self.user.is_authenticated and self.user.is_superuser and self.user.is_active:
            return set(apps.get_model("agreement", "Region").objects.values_list("pk", flat=True))
        return self._regions("where_secretariat")

    @cached_property
    def _own(self) -> set[int]:
        if not self.user.is_authenticated:
            return set()
        return set(self.user.application_access.values_list("application", flat=True))

    @cached_property
    def _own_organisations(self) -> set[int]:
        """Organisations whose applications the person works on: another case of the same one is theirs, too."""
        if not self._own:
            return set()
        applications = apps.get_model("membership", "Application").objects
        return set(
            applications.filter(pk__in=self._own, organisation__isnull=False).values_list(
                "organisation", flat=True
            )
        )

    @cached_property
    def _recused(self) -> set[int]:
        if not self.user.is_authenticated:
            return set()
        return set(self.user.recusals.filter(lifted_at=None).values_list("application", flat=True))

    def _regions(self, named_set: str) -> set[int]:
        if not self.user.is_authenticated or not self.user.is_active:
            return set()
        regions = apps.get_model("agreement", "Region").objects
        return set(getattr(regions, named_set)(self.user, timezone.localdate()).values_list("pk", flat=True))

    def works_for_applicant(self, application: Application) -> bool:
        """Whether the person works on the application for the organisation."""
        return application.pk in self._own

    def handles_cases_in(self, region_id: int) -> bool:
        """Whether the person has a seat in the region's leadership group or belongs to its secretariat, today."""
        return region_id in self._leading | self._secretariat

    def is_closed(self, application: Application) -> bool:
        """Whether the case is closed to the person as staff: the own organisation's, or a declared conflict of interest
        (MEM-45). A state that the record shows, not a hole in it.
        """
        return (
            application.pk in self._own | self._recused
            or application.organisation_id in self._own_organisations
        )

    def sees_as_staff(self, application: Application) -> bool:
        """The region's leadership group and secretariat see received applications; nobody sees a draft (LAW-P1)."""
        if application.status == Status.DRAFT:
            return False
        return application.agreement.region_id in self._leading | self._secretariat

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
        if region in self._leading:
            capacities.add(By.GROUP)
        if region in self._secretariat:
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
