"""Every kind of public page, with the addresses where it is looked at: one list for everything that measures pages.

A kind is the name of an address. The names come from the URLconf: one that stands in none of the lists below fails
tests/browser/test_public_pages.py, so that a new page is measured from its first day.

The addresses are those of a house that tests/browser/seed.py has filled (`world`): both real regions with members and
cases. `{slug}` (a member's) and `{code}` (a document's) come from there. The first address of a kind is the fullest page of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

NB, BL = "/norrbotten", "/blekinge"
# The own pages of those who keep activities (actionplan.urls).
ACTIVITIES = (
    *("activities", "activity", "activity-new", "activity-step"),
    *("activity-milestone", "activity-undo", "activity-keeper", "activity-carry", "activity-change"),
    *("checklists", "checklist-point", "reviews", "review", "review-plan", "review-step"),
)
# What those who come, post and look after events have for themselves (events.urls).
EVENTS = (
    *("overview", "post", "own-event", "change", "own-register", "registration", "feedback"),
    *("participants", "unregister", "invite", "step", "uninvited"),
)
# What nominators and nominees have for themselves (nominations.urls).
NOMINATIONS = ("mine", "answer", "offer", "prepare", "nomination", "change", "submit", "withdraw")
# The groups' own pages (meetings.urls).
MEETINGS = (
    *("overview", "plan", "propose", "item", "withdraw-item", "conflict", "hand-over", "item-paper"),
    *("meeting", "change", "call", "cancel", "meeting-paper", "hold", "minutes", "edit-minutes", "extract"),
)

# Pages, for everybody: an answer is HTML, needs no sign-in and no step before.
PAGES: dict[str, tuple[str, ...]] = {
    "agreement:home": ("/",),
    "agreement:region": (f"{NB}/", f"{BL}/"),
    "agreement:agreement": (f"{NB}/overenskommelsen/", f"{BL}/overenskommelsen/"),
    "agreement:versions": (f"{NB}/overenskommelsen/versioner/", f"{BL}/overenskommelsen/versioner/"),
    "agreement:version": (
        f"{NB}/overenskommelsen/versioner/2021/",
        f"{NB}/overenskommelsen/versioner/2019/",
        f"{BL}/overenskommelsen/versioner/1/",
    ),
    "agreement:compare": (f"{NB}/overenskommelsen/jamfor/2019/2021/",),
    "agreement:translation": (
        f"{NB}/overenskommelsen/sprak/en/",
        f"{NB}/overenskommelsen/sprak/fit/",
        f"{BL}/overenskommelsen/sprak/en/",
    ),
    "agreement:decisions": (f"{NB}/beslut/", f"{BL}/beslut/"),
    "agreement:decision": (f"{NB}/beslut/run-51-handlingsplan/",),
    "agreement:making": (f"{NB}/sa-kom-den-till/", f"{BL}/sa-kom-den-till/"),
    "agreement:principles": (f"{NB}/principer/", f"{BL}/principer/"),
    "agreement:principle": (f"{NB}/principer/dialog/", f"{BL}/principer/mangfald/"),
    "agreement:parties": (f"{NB}/parterna/", f"{BL}/parterna/"),
    "agreement:body": (f"{NB}/ledningsgrupp/", f"{BL}/ledningsgrupp/"),
    "agreement:development-body": (f"{NB}/utvecklingsgrupp/",),
    "agreement:news": (f"{NB}/nyheter/", f"{BL}/nyheter/"),
    "agreement:news-item": (f"{NB}/nyheter/nytt-fran-gruppen/",),
    "agreement:document": (f"{NB}/dokument/kartlaggning-2020/",),
    "agreement:calendar": (f"{NB}/kalender/", f"{BL}/kalender/"),
    "agreement:search": (f"{NB}/sok/",),
    "actionplan:plan": (f"{NB}/handlingsplan/", f"{BL}/handlingsplan/"),
    "actionplan:plans": (f"{NB}/handlingsplan/versioner/", f"{BL}/handlingsplan/versioner/"),
    "actionplan:plan-version": (f"{NB}/handlingsplan/handlingsplan-2021-2023/",),
    "actionplan:plan-compare": (f"{NB}/handlingsplan/jamfor/forsta-planen/handlingsplan-2021-2023/",),
    "actionplan:plan-translation": (f"{NB}/handlingsplan/handlingsplan-2021-2023/sprak/en/",),
    "actionplan:area": (
        f"{NB}/handlingsplan/handlingsplan-2021-2023/oka-kunskap/",
        f"{BL}/handlingsplan/verksamhetsplan/intern-forankring/",
    ),
    "actionplan:activity-plans": (f"{NB}/aktivitetsplan/", f"{BL}/aktivitetsplan/"),
    "actionplan:activity-plan": (f"{NB}/aktivitetsplan/{{year}}/",),
    "actionplan:activity-plan-edition": (f"{NB}/aktivitetsplan/{{year}}/utgava/1/",),
    "actionplan:activity": (
        f"{NB}/aktivitetsplan/{{year}}/oppna-moten-i-fyra-kommuner/",
        f"{NB}/aktivitetsplan/{{year}}/buss-till-konferensen/",
    ),
    "actionplan:activity-in-edition": (
        f"{NB}/aktivitetsplan/{{year}}/utgava/1/oppna-moten-i-fyra-kommuner/",
    ),
    "actionplan:checklists": (f"{NB}/genomforande/", f"{BL}/genomforande/"),
    "actionplan:planning": (f"{NB}/tyck-till/", f"{BL}/tyck-till/"),
    "actionplan:reviews": (f"{NB}/samverkansformer/", f"{BL}/samverkansformer/"),
    "actionplan:connections": (f"{NB}/sa-hanger-det-ihop/", f"{BL}/sa-hanger-det-ihop/"),
    "membership:join": (f"{NB}/anslut/", f"{BL}/anslut/"),
    "membership:fit": (
        f"{NB}/anslut/passar-det/",
        f"{NB}/anslut/passar-det/?vilka=civil&var=county&bakom=whole",
        f"{BL}/anslut/passar-det/?vilka=other&var=fewer&bakom=not",
    ),
    "membership:members": (f"{NB}/anslutna/", f"{BL}/anslutna/"),
    "membership:member": (f"{NB}/anslutna/{{slug}}/", f"{NB}/anslutna/{{own_slug}}/"),
    "events:event": (
        f"{NB}/kalender/{{event}}/",
        f"{NB}/kalender/{{event_cancelled}}/",
        f"{NB}/kalender/{{event_notice}}/",
    ),
    "nominations:rounds": (f"{NB}/nominera/", f"{BL}/nominera/"),
    "nominations:round": (f"{NB}/nominera/oppen/", f"{NB}/nominera/klar/", f"{NB}/nominera/snart/"),
    "nominations:forums": (f"{NB}/natverk/", f"{BL}/natverk/"),
    "membership:verify": ("/verifiera/",),
    "membership:verify-code": ("/verifiera/{code}/",),
    "pages:accessibility": ("/tillganglighet/",),
    "pages:privacy": ("/personuppgifter/",),
    "pages:open-data": ("/oppna-data/",),
    "pages:help": ("/hjalp/",),
}

# Answers for machines: lists, feeds, calendars. No page, and yet the same for everybody.
FILES: dict[str, tuple[str, ...]] = {
    "sitemap": ("/sitemap.xml",),
    "robots": ("/robots.txt",),
    "agreement:news-feed": (f"{NB}/nyheter.atom", f"{BL}/nyheter.atom"),
    "agreement:decisions-feed": (f"{NB}/beslut.atom", f"{BL}/beslut.atom"),
    "agreement:calendar-ics": (f"{NB}/kalender.ics", f"{BL}/kalender.ics"),
}

# Of these, those that are one for both languages.
WITHOUT_LANGUAGE = ("sitemap", "robots")

# Addresses that are no public page, and what they are.
FORM, OWN, MOVES, MACHINE = "a step of a form", "somebody's own", "leads elsewhere", "for machines that watch"
FILE = "a file as somebody laid it in"
OWN_MEMBER = (
    *("own-member", "contacts", "new-contact", "contact", "remove-contact", "contacts-right"),
    *("profile", "kin", "kin-answer", "kin-end", "withdrawal", "regret", "join-again"),
)
FILES_OF_A_CASE = ("document", "copy", "attachment", "extract")
OTHERS: dict[str, str] = {
    "healthz": MACHINE,
    "readyz": MACHINE,
    "favicon.ico": MOVES,
    "agreement:document-file": FILE,
    "membership:my-pages": OWN,
    "membership:case": OWN,
    "membership:document": OWN,
    "membership:upload": OWN,
    "membership:copy": OWN,
    "membership:withdraw": OWN,
    "membership:take-draft": MOVES,
    "membership:disown-draft": MOVES,
    "membership:throw-draft-away": OWN,
    "membership:remove-paper": MOVES,
    "membership:people": OWN,
    "membership:remove-person": OWN,
    "membership:supplement": OWN,
    "membership:supplement-page": OWN,
    "membership:attachment": OWN,
    "membership:extract": FILE,
    **dict.fromkeys((f"membership:{name}-look" for name in FILES_OF_A_CASE), OWN),
    **dict.fromkeys((f"meetings:{name}" for name in MEETINGS), OWN),
    **dict.fromkeys((f"nominations:{name}" for name in NOMINATIONS), OWN),
    **dict.fromkeys((f"events:{name}" for name in EVENTS), OWN),
    "events:register": FORM,
    "events:renew": MOVES,
    "events:own-ics": FILE,
    "events:participants-csv": FILE,
    "events:uninvited-csv": FILE,
    **dict.fromkeys((f"actionplan:own-{name}" for name in ACTIVITIES), OWN),
    "actionplan:activity-proof": FILE,
    "meetings:paper": FILE,
    "meetings:ics": FILE,
    "meetings:answer": MOVES,
    "meetings:place": MOVES,
    "meetings:remove-paper": MOVES,
    **dict.fromkeys((f"membership:{name}" for name in OWN_MEMBER), OWN),
    "membership:withdrawal-paper": FILE,
    "membership:apply": FORM,
    "membership:receipt": OWN,
    "membership:apply-page": FORM,
}

# Pages whose answer, and not whose view, says that it is the same for everybody.
SAID_BY_THE_ANSWER = {
    "agreement:version": "a draft is the staff's",
    "agreement:compare": "a draft is the staff's",
    "actionplan:plan-version": "a draft is the staff's",
    "actionplan:plan-compare": "a draft is the staff's",
    "actionplan:plan-translation": "a draft is the staff's",
    "actionplan:area": "a draft is the staff's",
    "actionplan:activity-plan-edition": "a draft is the groups'",
    "actionplan:activity-in-edition": "a draft is the groups'",
}

# Whole branches that are none: staff, sign-in, and what exists only while somebody develops.
BRANCHES = ("admin/", "konto/", "demo/", "styleguide/")

# Pages that search engines are asked to leave out, and why: Lighthouse takes a third of "SEO" away for that alone.
NOT_FOR_SEARCH = {
    "membership:verify-code": "who holds a document's code may look; nobody else needs to find it"
}

# Public pages that are made anew each time, and why; every other one is kept (samverkan/public_cache.py).
MADE_EACH_TIME = {
    "membership:verify": "says what was typed, and is asked for seldom",
    "membership:verify-code": "nobody's code is kept",
}


@dataclass(frozen=True)
class Address:
    """One address of the URLconf: its name (its route, if it has none), and whether its view is a public page."""

    name: str
    route: str
    public: bool


def is_public_page(view: Callable[..., Any] | None) -> bool:
    """Whether `public_page` is one of the view's decorators."""
    from agreement.public import public_page  # the lists are read by programs without settings, too

    wrapper = public_page(lambda request: HttpResponse()).__code__
    while view is not None:
        if getattr(view, "__code__", None) is wrapper:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def addresses() -> Iterator[Address]:
    """Every address of the URLconf outside `BRANCHES`."""
    for address in _walk(get_resolver(), "", ""):
        if not address.route.startswith(BRANCHES):
            yield address


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        whole = route + str(each.pattern)
        if isinstance(each, URLPattern):
            name = f"{namespace}{each.name}" if each.name else whole
            yield Address(name, whole, is_public_page(each.callback))
        else:
            yield from _walk(each, whole, f"{namespace}{each.namespace}:" if each.namespace else namespace)


def fill(address: str, facts: Mapping[str, Any]) -> str:
    """The address in a house whose `world` gave these facts."""
    return address.format(
        slug=facts["member"],
        code=facts["code"],
        access=facts["access"],
        link=facts["link"],
        **facts.get("rows", {}),
    )


def samples(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each kind of page with each of its Swedish addresses; the English ones are the same below /en/."""
    return [(name, fill(each, facts)) for name, given in PAGES.items() for each in given]
