"""The filters of the review queue: where a case stands, what I have said about it, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.models import SeatHolding
from agreement.states import BodyKind, SeatKind
from membership.admin.scope import capacities
from membership.models import Application, Position, Recusal, SupplementRequest
from membership.quorum import Decider
from membership.states import OPEN, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from membership.models import ReviewItem
    from membership.querysets import ApplicationQuerySet

    Cases = QuerySet[ReviewItem]

SUPPLEMENTS = ("supplement", "late")  # what is asked for outside the state that the queue shows by itself


class CaseStatus(admin.SimpleListFilter):
    """What awaits a decision, unless something else is asked for; whoever searches finds cases in every state."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = (Status.SUBMITTED, Status.SUPPLEMENT, Status.APPROVED, Status.DECLINED, Status.WITHDRAWN)
        return [*((state.value, state.label) for state in states), ("all", _("All received"))]

    def choices(self, changelist: Any) -> Any:
        widened = changelist.query or _asks_for_supplement(changelist.params)
        chosen = self.value() or ("all" if widened else Status.SUBMITTED)
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        value = self.value()
        if value in Status.values and value != Status.DRAFT:
            return queryset.filter(status=value)
        if value == "all":
            return queryset
        if value is None and (request.GET.get("q", "").strip() or _asks_for_supplement(request.GET)):
            return queryset
        return queryset.awaiting_decision()  # type: ignore[attr-defined]


def _asks_for_supplement(asked: Any) -> bool:
    return asked.get(Missing.parameter_name) in SUPPLEMENTS


class MyPosition(admin.SimpleListFilter):
    """For those who record positions: what they have still to say something about."""

    title = _("my position")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        if not capacities(request).leads_somewhere:
            return []
        return [("missing", _("I have said nothing yet")), ("given", _("I have said something"))]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        mine = Exists(_said().filter(user=request.user.pk, application=OuterRef("pk")))
        match self.value():
            case "missing":
                return queryset.filter(~mine, status__in=OPEN)
            case "given":
                return queryset.filter(mine)
        return queryset


class Missing(admin.SimpleListFilter):
    """What open cases lack."""

    title = _("what is missing")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("positions", _("Somebody's position")),
            ("number", _("Organisation number")),
            ("supplement", _("A supplement")),
            ("late", _("A supplement that is late")),
        ]

    def queryset(self, request: HttpRequest, queryset: Cases) -> Cases:
        match self.value():
            case "positions":
                return queryset.filter(_somebody_is_silent(request), status__in=OPEN)
            case "number":
                return queryset.filter(number="", status__in=OPEN)
            case "supplement":
                return queryset.filter(status=Status.SUPPLEMENT)
            case "late":
                late = SupplementRequest.objects.filter(
                    application=OuterRef("pk"),
                    answered_at=None,
                    closed_at=None,
                    answer_by__lt=timezone.localdate(),
                )
                return queryset.filter(Exists(late), status=Status.SUPPLEMENT)
        return queryset


def _somebody_is_silent(request: HttpRequest) -> Q:
    """An ordinary holder of today has said nothing and has no conflict of interest: of those who sit, fewer have spoken
    or stand aside than there are. Counted case by case along an index, so that a page costs a page.
    """
    holders: dict[int, set[int]] = {}
    held = SeatHolding.objects.on(timezone.localdate()).filter(
        seat__kind=SeatKind.ORDINARY,
        seat__body__kind=BodyKind.LEADERSHIP,
        seat__body__agreement__in=capacities(request).agreements,
    )
    for agreement, user in held.values_list("seat__body__agreement", "user"):
        holders.setdefault(agreement, set()).add(user)
    # Who sits in the case's own group; one question for all groups.
    sits = Q(pk__in=[])
    for agreement, users in holders.items():
        sits |= Q(Exact(OuterRef("agreement"), agreement), user__in=users)
    said = _said().filter(sits, application=OuterRef("pk"))
    word = _said("application__").filter(application=OuterRef("application"), user=OuterRef("user"))
    aside = Recusal.objects.filter(sits, ~Exists(word), application=OuterRef("pk"), lifted_at=None)
    of = Case(
        *(When(agreement=agreement, then=len(users)) for agreement, users in holders.items()),
        default=0,
        output_field=IntegerField(),
    )
    silent = Q(LessThan(_count(said, "user") + _count(aside, "user"), of))
    if tied := _tied_otherwise(set().union(*holders.values())):
        return silent & ~Q(pk__in=tied) | Q(pk__in=_silent_in(tied, holders, request))
    return silent


def _tied_otherwise(users: set[int]) -> set[int]:
    """The open cases that are closed to some of `users` though no row of the case says so: they work for the
    organisation, or once did. Few.
    """
    cases: ApplicationQuerySet = Application.objects.filter(status__in=OPEN).order_by()
    parts = (part.values_list("pk", flat=True) for part, _whose in cases.of_the_family(user__in=users))
    return set(next(parts).union(*parts))


def _silent_in(keys: set[int], holders: dict[int, set[int]], request: HttpRequest) -> list[int]:
    """In which of those cases somebody is silent, asked as the column beside asks."""
    decider = Decider(capacities(request))
    cases = list(Application.objects.filter(pk__in=keys).only("agreement", "changed_at"))
    decider.look_at(cases)
    decider.look_at_positions(cases)
    return [
        case.pk
        for case in cases
        if holders.get(case.agreement_id, set()) - decider.recused(case) - set(decider.positions(case))
    ]


def _said(case: str = "") -> QuerySet[Position]:
    """What counts of what was said about the outer row's case: not what a supplement has made old (`is_outdated`)."""
    since = Coalesce(OuterRef(f"{case}changed_at"), OuterRef(f"{case}submitted_at"))
    return Position.objects.filter(at__gte=since)


def _count(rows: QuerySet[Any], column: str) -> Any:
    """How many different ones the rows of one case have."""
    counted = rows.order_by().values("application").annotate(number=Count(column, distinct=True))
    return Coalesce(Subquery(counted.values("number")), 0)
