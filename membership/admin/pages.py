"""Confirm pages: one for each thing that staff do in a case, and parts that other themes add to the case page.

A theme is a module `<theme>_pages.py` beside this one: `load_pages` finds it by its name, it registers its pages (and
parts) here, and the case page, the addresses and the buttons follow from the registry.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreement.admin.confirming import StaffForm
from membership.exceptions import AlreadyDecided
from membership.states import STEPS, Status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from membership.admin.case import Case
    from steps.exceptions import Refusal

# The letters about a case, and what people call them. A theme with letters of its own adds them.
KINDS: dict[str, _StrPromise] = {
    "receipt": gettext_lazy("Receipt"),
    "signing_request": gettext_lazy("Document to sign"),
    "declined": gettext_lazy("Refusal with reasons"),
    "decision_corrected": gettext_lazy("Correction of a decision"),
    "copy_refused": gettext_lazy("New copy needed"),
    "welcome": gettext_lazy("Welcome"),
    "contact_added": gettext_lazy("New contact"),
    "access_given_notice": gettext_lazy("Notice that somebody got access"),
    "contacts_right": gettext_lazy("Are the contacts still right?"),
    "link_asked": gettext_lazy("Question about an umbrella or branch"),
    "link_answered": gettext_lazy("Answer about an umbrella or branch"),
    "withdrawal_receipt": gettext_lazy("Receipt of a withdrawal"),
    "withdrawal_notice": gettext_lazy("Notice of a withdrawal"),
    "withdrawal_regretted": gettext_lazy("A withdrawal taken back"),
    "withdrawal_regretted_notice": gettext_lazy("Notice that a member stays"),
    "membership_ended": gettext_lazy("The membership has ended"),
}


class CasePage(ABC):
    """A confirm page about one case: what it will do, what it asks for, which service it calls."""

    slug: str
    title: _StrPromise
    button: _StrPromise
    form_class: type[StaffForm] = StaffForm
    template = "admin/membership/step.html"
    before = ""  # a template shown above what the button does
    danger = False
    # Where the case page offers it: among what can be done "now", beside the "positions", or ("") nowhere by itself.
    place = "now"
    rank = 50  # buttons stand in this order

    @property
    def url_name(self) -> str:
        return f"membership_reviewitem_{self.slug.replace('-', '_')}"

    @property
    def label(self) -> _StrPromise:
        """What the button on the case page says."""
        return self.title

    @abstractmethod
    def is_for(self, case: Case) -> bool:
        """Whether the person is somebody who does this. If not, the page is refused."""

    @abstractmethod
    def is_now(self, case: Case) -> bool:
        """Whether the case is where this can be done. If not, it is not offered and the page leads back to the case."""

    def why_not(self, case: Case) -> str:
        """Why it cannot be done all the same; empty if it can."""
        return ""

    def too_late(self, case: Case) -> str:
        """What to tell somebody who pressed the button after the case had moved on."""
        return str(StepNotAllowed())

    def form(self, case: Case, request: HttpRequest) -> StaffForm:
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        return self.form_class(*posted, **self.about(case))

    def about(self, case: Case) -> dict[str, Any]:
        """What the form has to know."""
        return {}

    def context(self, case: Case) -> dict[str, Any]:
        """What the template has to know besides."""
        return {}

    @abstractmethod
    def consequences(self, case: Case) -> list[str]:
        """What pressing the button does, in order, in words."""

    @abstractmethod
    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        """Do it through its service; returns what to tell. Lets Refusal through."""

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        """Whether a refusal sends back to the case; else it was written at a field of the form."""
        return True

    def after(self, case: Case) -> str:
        """Where the person is led when it is done."""
        return case.url


class StepPage(CasePage):
    """The confirm page of a step. `step` is its name in the table of steps, which says who takes it and when."""

    step: str

    @property
    def label(self) -> _StrPromise:
        return STEPS[self.step].label

    @property
    def danger(self) -> bool:  # type: ignore[override]
        return STEPS[self.step].needs_note

    def is_for(self, case: Case) -> bool:
        return case.capacities.may_take(case.application, STEPS[self.step])

    def is_now(self, case: Case) -> bool:
        return case.is_at(STEPS[self.step])

    def too_late(self, case: Case) -> str:
        """Of two who decide at once, the slower one is told who was faster."""
        decision = case.application.decision if STEPS[self.step].source == Status.SUBMITTED else None
        if decision is None:
            return super().too_late(case)
        outcome = decision.get_outcome_display().lower()
        return str(AlreadyDecided(name=str(decision.recorded_by), outcome=outcome))


@dataclass(frozen=True)
class Part:
    """A part of the case page. Its template gets the page's context, and what `about` gives as `part`."""

    template: str
    about: Callable[[Case], Any]
    place: str = "main"  # or "side"
    rank: int = 50


PAGES: dict[str, CasePage] = {}
PARTS: list[Part] = []


def register(*pages: CasePage) -> None:
    """Give the pages an address and a button. The same slug again replaces the page before."""
    PAGES.update({page.slug: page for page in pages})


def add_part(part: Part) -> None:
    """Show a part on every case page."""
    if part not in PARTS:
        PARTS.append(part)


def pages_in_order() -> list[CasePage]:
    return sorted(PAGES.values(), key=lambda page: (page.rank, page.slug))


def load_pages() -> None:
    """Import every module of this package whose name ends with `_pages`."""
    package = __package__ or ""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if module.name.endswith("_pages"):
            importlib.import_module(f"{package}.{module.name}")


def mails(case: Case, about: str) -> str:
    """How many get a letter, who, and what it is about: said before the button is pressed."""
    count = len(case.recipients)
    if not count:
        return _("Nobody gets a letter: the case has no address.")
    return ngettext(
        "%(count)d person gets a letter %(about)s: %(to)s.",
        "%(count)d people get a letter %(about)s: %(to)s.",
        count,
    ) % {"count": count, "about": about, "to": in_words(case.recipients)}


def in_words(items: list[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}
