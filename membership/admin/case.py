"""The case page: everything about one application on one screen, and the steps that the person can take now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from membership import services
from membership.admin import columns
from membership.admin.checklist import checklist
from membership.admin.group import GroupPanel, conflicts_in, said_in, standing_of
from membership.admin.history import history_of, kin_of
from membership.admin.pages import PARTS, pages_in_order
from membership.admin.position_pages import RECORD_POSITION
from membership.admin.scope import capacities
from membership.admin.story import diary, letters_about
from membership.models import Application, Decision, Recusal, ReviewItem, SignedCopy, SigningDocument
from membership.perhaps_tied import named_people
from membership.permissions import Capacities
from membership.quorum import Decider
from membership.states import OPEN, By, Outcome, Signing, Status
from membership.voices import took_part
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User
    from agreement.admin.confirming import StaffForm
    from membership.admin.pages import CasePage
    from steps.states import Step


@dataclass
class Move:
    """A page that the state and the person allow: a button, or the reason why it is none."""

    page: CasePage
    url: str
    reason: str


class Case:
    """One application with all that belongs to it, as the case page and the confirm pages need it."""

    def __init__(self, application: Application, user: User, capacities: Capacities) -> None:
        self.application = application
        self.user = user
        self.capacities = capacities
        self.decider = Decider(capacities)

    @property
    def url(self) -> str:
        return reverse("admin:membership_reviewitem_change", args=[self.application.pk])

    @cached_property
    def is_closed(self) -> bool:
        """The person has a conflict of interest: the case is closed to them as staff (MEM-45)."""
        return self.capacities.is_closed(self.application)

    @cached_property
    def positions_give(self) -> Outcome | None:
        """What the recorded positions come to, if need be with a reason for unequal voices."""
        if self.application.status != Status.SUBMITTED:
            return None
        return self.decider.outcome(self.application)

    @cached_property
    def named(self) -> list[User]:
        """Who of those that decide is named in it for the organisation: perhaps a tie that nobody has declared."""
        return named_people(self.application, self.user, self.decider)

    @cached_property
    def conflicts(self) -> list[Recusal]:
        """Every conflict of interest that was declared or that the portal knows of, standing or lifted."""
        return conflicts_in(self.application, self.decider)

    @property
    def standing(self) -> list[Recusal]:
        """Those that the person can lift: they stand, in cases that the person sees, and are not the person's own."""
        standing = (
            each for each in self.conflicts if each.lifted_at is None and each.user_id != self.user.pk
        )
        return [each for each in standing if each.is_seen]  # type: ignore[attr-defined]

    @cached_property
    def others(self) -> list[int]:
        """Everybody else who handles the region's cases and to whom this one is not closed, by their ids."""
        sitting = set(self.decider.group(self.application).holders)
        secretaries = self.application.agreement.region.roles.on(self.decider.today).secretariat()
        everybody = sitting | set(secretaries.values_list("user", flat=True))
        return sorted(everybody - self.decider.recused(self.application) - {self.user.pk})

    @cached_property
    def decisions(self) -> list[Decision]:
        """The whole chain, oldest first; the newest is the one that counts."""
        decisions = list(
            self.application.decisions.select_related("body", "recorded_by").prefetch_related("reasons")
        )
        known = {decision.pk: decision for decision in decisions}
        for decision in decisions:  # what one corrects is in the chain too
            if decision.corrects_id in known:
                decision.corrects = known[decision.corrects_id]
        # What asks for the decision that counts need not ask the database again.
        self.application.decision = decisions[-1] if decisions else None  # type: ignore[misc]
        return decisions

    @cached_property
    def documents(self) -> list[SigningDocument]:
        """All revisions, the newest first, with the copies that came back."""
        return list(
            self.application.signing_documents.select_related("version__agreement")
            .prefetch_related("copies__received_by")
            .newest()
        )

    @property
    def document(self) -> SigningDocument | None:
        return self.documents[0] if self.documents else None

    @cached_property
    def returned_copy(self) -> SignedCopy | None:
        """The copy that awaits confirmation."""
        if self.document is None or self.document.status != Signing.RETURNED:
            return None
        waiting = [copy for copy in self.document.copies.all() if copy.refused_at is None]
        return waiting[-1] if waiting else None

    @cached_property
    def recipients(self) -> list[str]:
        return self.application.recipients

    @cached_property
    def moves(self) -> list[Move]:
        """What can be done now: the steps of the table, and what else there is a page for."""
        return [
            Move(page, reverse(f"admin:{page.url_name}", args=[self.application.pk]), page.why_not(self))
            for page in pages_in_order()
            if page.place and page.is_now(self) and page.is_for(self)
        ]

    def thing(self, step: Step) -> Application | SigningDocument | None:
        """What the step moves: the application, or its newest document."""
        return self.document if step.source in Signing.values else self.application

    def is_at(self, step: Step) -> bool:
        thing = self.thing(step)
        return thing is not None and thing.status == step.source

    @property
    def next_sentence(self) -> str:
        """Where the case stands, in words."""
        application, document = self.application, self.document
        if application.status == Status.SUBMITTED:
            return _("The leadership group decides at a meeting. The decision is then recorded here.")
        if application.status == Status.SUPPLEMENT:
            return _("The organisation has been asked for a supplement. The decision waits for it.")
        if services.waits(application):
            return _("The decision is recorded. Nobody outside has been told of it yet.")
        if application.status == Status.DECLINED:
            return _("The application is declined. The organisation may ask the group to look at it again.")
        if application.status == Status.WITHDRAWN:
            return _("The organisation took its application back.")
        if document is not None and document.failed_at and not document.is_rendered:
            return _("The document for signature could not be made. Read why below, and try again.")
        if document is None or not document.is_rendered:
            return _("The document for signature is being made. It is sent to the organisation by itself.")
        return {
            Signing.AWAITING: _("The organisation has the document. We wait for a signed copy."),
            Signing.RETURNED: _("A signed copy came back. The secretariat looks at it and confirms it."),
            Signing.REGISTERED: _("The signature is registered. The organisation has joined."),
        }[Signing(document.status)]


class CasePages(admin.ModelAdmin):
    """The case page and one confirm page for each step that staff take."""

    def case_urls(self) -> list[URLPattern]:
        def wrapped(view: Any, *methods: str) -> Any:
            return self.admin_site.admin_view(require_http_methods(["GET", "HEAD", *methods])(view))

        return [
            path("<int:pk>/change/", wrapped(self.case_view), name="membership_reviewitem_change"),
            *(
                path(
                    f"<int:pk>/{page.slug}/",
                    wrapped(self.page_view, "POST"),
                    {"page": page},
                    name=page.url_name,
                )
                for page in pages_in_order()
            ),
        ]

    def case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything about one case; to somebody with a conflict of interest only that it is closed."""
        case = self._case(request, pk)
        if case.is_closed:
            return self._closed(request, case)
        application = case.application
        theirs = Application.objects.open_to(case.capacities)
        history = history_of(application, theirs)
        decisions = case.decisions
        moves = case.moves
        context = self._context(request, case) | {
            "moves": [move for move in moves if move.page.place == "now"],
            "group_moves": [move for move in moves if move.page.place == "positions"],
            "number_check": columns.number_check(application, history.cases, history.memberships),
            "alike": kin_of([application], theirs)[application.pk].alike,
            "history": history,
            "checklist": checklist(application),
            "group": GroupPanel(application, case.decider) if application.status in OPEN else None,
            "said": said_in(application, case.decider),
            "position_page": RECORD_POSITION,
            "position_form": self._position_form(case),
            "events": diary(application),
            "decisions": [{"decision": each, "took_part": took_part(each)} for each in decisions],
            "membership": getattr(application, "membership", None),
            "letters": letters_about(application),
            "next_case": self._next(case),
            "parts": parts_of(case),
            "secretariat_confirms": bool(case.returned_copy)
            and By.SECRETARIAT not in case.capacities.of(application),
        }
        return TemplateResponse(request, "admin/membership/case.html", context)

    def _position_form(self, case: Case) -> StaffForm | None:
        """The form for the person's own position, if they are somebody who records one."""
        if RECORD_POSITION.is_now(case) and RECORD_POSITION.is_for(case):
            return RECORD_POSITION.empty(case)
        return None

    def page_view(self, request: HttpRequest, pk: int, page: CasePage) -> HttpResponse:
        """GET says what the page does and asks for what it needs; POST does it, through the site's own service."""
        case = self._case(request, pk)
        if case.is_closed:
            return self._closed(request, case)
        if not page.is_for(case):
            raise PermissionDenied
        if reason := page.why_not(case) if page.is_now(case) else page.too_late(case):
            if request.method == "POST":
                messages.error(request, reason)
            return HttpResponseRedirect(case.url)
        form = page.form(case, request)
        if request.method == "POST" and form.is_valid():
            try:
                done = page.act(case, case.user, form.cleaned_data)
            except Refusal as refusal:
                if page.refused(form, refusal):
                    messages.error(request, str(refusal))
                    return HttpResponseRedirect(case.url)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(page.after(case))
        context = self._context(request, case) | {
            "title": page.title,
            "subtitle": None,
            "page": page,
            "form": form,
            "consequences": page.consequences(case),
            **page.context(case),
        }
        return TemplateResponse(request, page.template, context)

    def _case(self, request: HttpRequest, pk: int) -> Case:
        """A case that the person may see; anything else does not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        person = capacities(request)
        cases = (
            ReviewItem.objects.for_staff(person)
            .select_related("agreement__region", "organisation", "membership")
            .prefetch_related("municipalities", "access__user")
        )
        application = cases.filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if application is None:
            raise Http404
        if hasattr(application, "membership"):
            application.membership.agreement = application.agreement
        return Case(application, request.user, person)  # type: ignore[arg-type]

    def _context(self, request: HttpRequest, case: Case) -> dict[str, Any]:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        application = case.application
        document_url = reverse("membership:document", kwargs={"reference": application.reference})
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": application.name,
            "case": case,
            "application": application,
            "status": columns.status_tag(application),
            "received": columns.received(application),
            "waiting": columns.waiting(application),
            "documents": [
                {
                    "document": document,
                    "pdf": columns.pdf_tag(document),
                    "status": columns.signing_tag(document),
                    # The address of a case's document is that of its newest revision.
                    "url": document_url if document is case.document else "",
                    "copies": [
                        {
                            "copy": copy,
                            "url": reverse(
                                "membership:copy",
                                kwargs={"reference": application.reference, "pk": copy.pk},
                            ),
                        }
                        for copy in document.copies.all()
                    ],
                }
                for document in case.documents
            ],
        }

    def _closed(self, request: HttpRequest, case: Case) -> HttpResponse:
        """Why the case is closed to the person, and who can lift that; nothing of what is in it."""
        own = case.capacities.works_for_applicant(case.application)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Your own organisation's case") if own else _("You take no part in this case"),
            "reference": case.application.reference,
            "region": case.application.agreement.region,
            "own": case.application if own else None,
            "recusal": standing_of(case.application, case.user),
        }
        return TemplateResponse(request, "admin/membership/closed_case.html", context, status=403)

    def _next(self, case: Case) -> ReviewItem | None:
        """The case after this one in the queue; None at its end."""
        application, at = case.application, case.application.submitted_at
        if at is None:
            return None
        later = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=application.pk)
        waiting = (
            ReviewItem.objects.open_to(case.capacities)
            .awaiting_decision()
            .filter(later, submitted_at__gte=at)
        )
        return waiting.oldest_first().only("pk", "name", "reference").first()


def parts_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """What other themes show on the case page: by place, each with its template."""
    parts = sorted(PARTS, key=lambda part: (part.rank, part.template))
    return {
        place: [
            {"template": part.template, "part": part.about(case)} for part in parts if part.place == place
        ]
        for place in ("main", "side")
    }
