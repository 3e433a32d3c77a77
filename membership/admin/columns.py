"""What the lists and the case page say about a case in a few words: effects, number check, status."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from membership.models import Application, Membership
from membership.numbers import clean_organisation_number
from membership.states import Signing, Status
from relay.admin_lists import WORK_STATES, tag

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.safestring import SafeString

    from membership.models import SigningDocument

STATUS_TONES = {
    Status.SUBMITTED: "progress",
    Status.SUPPLEMENT: "warning",
    Status.APPROVED: "success",
    Status.DECLINED: "danger",
    Status.WITHDRAWN: "neutral",
}
SIGNING_TONES = {
    Signing.AWAITING: "progress",
    Signing.RETURNED: "warning",
    Signing.REGISTERED: "success",
    Signing.REVOKED: "neutral",
}
PDF_STATES = {**WORK_STATES, "done": (gettext_lazy("PDF ready"), "success")}


@dataclass
class NumberCheck:
    """What the organisation number tells: whether there is one, whether it adds up, and where else it turned up."""

    number: str
    missing_reason: str
    adds_up: bool
    # Other received cases of the same organisation that the person may see, by their keys and states; and its
    # memberships, which are public.
    other_cases: list[tuple[int, str]] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Each finding in a few words, with its tone; the worst first."""
        joined_by = {membership.application_id for membership in self.memberships}
        found: list[tuple[str, str]] = [
            (_("Has joined already: %(region)s") % {"region": membership.agreement.region.name}, "warning")
            for membership in self.memberships
        ]
        for status, label in (
            (Status.SUBMITTED, _("Has another open case")),
            (Status.APPROVED, _("Approved before")),
            (Status.DECLINED, _("Declined before")),
            (Status.WITHDRAWN, _("Withdrew before")),
        ):
            if any(state == status and pk not in joined_by for pk, state in self.other_cases):
                found.append((label, "warning"))
        if not self.number:
            found.append((_("No number"), "warning"))
        elif not self.adds_up:
            found.append((_("The number does not add up"), "danger"))
        return found or [(_("Number in order"), "success")]


def number_checks(
    cases: Sequence[Application], others: Mapping[int, list[tuple[int, str]]]
) -> dict[int, NumberCheck]:
    """The check of each case by its primary key, in one query for all of them; `others` are each one's other cases."""
    rows = (
        Membership.objects.current()
        .filter(organisation__in={case.organisation_id for case in cases if case.organisation_id})
        .select_related("agreement__region")
        .only("organisation", "application", "agreement__region__name")
    )
    memberships: dict[int | None, list[Membership]] = {}
    for row in rows:
        memberships.setdefault(row.organisation_id, []).append(row)
    return {
        case.pk: NumberCheck(
            case.number,
            case.number_missing_reason,
            adds_up(case.number),
            others[case.pk],
            [each for each in memberships.get(case.organisation_id, ()) if each.application_id != case.pk],
        )
        for case in cases
    }


def number_check(
    case: Application, cases: Sequence[Application], memberships: Sequence[Membership]
) -> NumberCheck:
    """The check of one case, out of what is known about its organisation already."""
    today = timezone.localdate()
    return NumberCheck(
        case.number,
        case.number_missing_reason,
        adds_up(case.number),
        [(each.pk, each.status) for each in cases if each.agreement_id == case.agreement_id],
        [each for each in memberships if each.ended_on is None or each.ended_on >= today],
    )


def adds_up(number: str) -> bool:
    """Whether the number is a possible organisation number."""
    try:
        return bool(number) and clean_organisation_number(number) == number
    except ValidationError:
        return False


def tags(items: Iterable[tuple[str, str]]) -> SafeString:
    """Several tags, one under the other."""
    return format_html_join("", "<div>{}</div>", ((tag(label, tone),) for label, tone in items))


def case_address(pk: int) -> str:
    """Where the case's page is. A list has fifty of them, and the way to all is the same."""
    return _case_address(get_script_prefix()).replace("/0/", f"/{pk}/")


@lru_cache(maxsize=10)
def _case_address(_prefix: str) -> str:
    return reverse("admin:membership_reviewitem_change", args=[0])


def name_and_reference(case: Application, *, with_region: bool = False) -> SafeString:
    """The organisation as the way to its case, the case's reference, and (where there are several) its region."""
    address = case_address(case.pk)
    region = format_html('<div class="quiet">{}</div>', case.agreement.region.name) if with_region else ""
    return format_html(
        '<a href="{}">{}</a><div class="quiet reference">{}</div>{}',
        address,
        case.name,
        case.reference,
        region,
    )


def status_tag(case: Application) -> SafeString:
    status = Status(case.status)  # the label by itself: a list says it fifty times
    return tag(status.label, STATUS_TONES.get(status, "neutral"))


def signing_tag(document: SigningDocument) -> SafeString:
    return tag(document.get_status_display(), SIGNING_TONES[Signing(document.status)])


def pdf_tag(document: SigningDocument) -> SafeString:
    return tag(*PDF_STATES[document.work_state])


def received(case: Application) -> str:
    """When the application arrived, in Swedish time."""
    return moment(case.submitted_at)


def moment(at: dt.datetime | None) -> str:
    """A moment in Swedish time, short and in an order that can be compared: `2026-05-04 23:59`."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def waiting(case: Application) -> str:
    """How long it has waited for a decision; empty once it does not wait."""
    if case.submitted_at is None or case.status != Status.SUBMITTED:
        return ""
    days = (timezone.localdate() - timezone.localdate(case.submitted_at)).days
    if days < 1:
        return _("came in today")
    return ngettext("has waited %(days)d day", "has waited %(days)d days", days) % {"days": days}


def received_and_waiting(case: Application) -> SafeString:
    return format_html(
        '<div class="moment">{}</div><div class="quiet">{}</div>', received(case), waiting(case)
    )


def effect_list(case: Application) -> Any:
    """Which effects the day of arrival gives, and which it missed; frozen when the application came in."""
    if not case.effects:
        return "–"
    return _effects(tuple((effect["title"], bool(effect["met"])) for effect in case.effects), get_language())


@lru_cache(maxsize=1000)  # the same few in many rows
def _effects(effects: tuple[tuple[str, bool], ...], _language: str) -> SafeString:
    return format_html_join(
        "",
        '<div class="{}">{}</div>',
        (
            ("gained", title) if met else ("missed", _("Missed: %(effect)s") % {"effect": title})
            for title, met in effects
        ),
    )
