"""What long lists of staff pages have in common: they answer to their own filters, never count everything, and show
the state of work with a button to try again.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from relay import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

LARGEST_KEY = 2**63 - 1


class OnlyListedFilters:
    """A list answers to its own filters and to nothing else.

    Stock Django lets the address name any field (`?text__startswith=…`), so that hidden fields could be guessed letter
    by letter.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        allowed: set[str] = set()
        for each in getattr(self, "list_filter", ()):
            if isinstance(each, type) and issubclass(each, admin.SimpleListFilter):
                allowed.add(each.parameter_name or "")
            else:
                allowed |= {f"{each}", f"{each}__exact", f"{each}__id__exact", f"{each}__isnull"}
        return lookup in allowed


class ShortCountPaginator(Paginator):  # type: ignore[type-arg]  # no generic while running
    """Counts at most `AHEAD` rows beyond the page shown: how long a list is must not decide how fast it opens.

    The keys of the page asked for and of what is counted beyond it are one question; it is answered by an index alone
    where there is one. The rows of the page are read by their keys, so that nothing looks twice for what was found.
    """

    AHEAD = 250
    DEEPEST = 10_000
    page_asked_for = 1

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        if number == self.page_asked_for:
            keys = self._keys[: self.per_page]
        else:
            bottom = (number - 1) * self.per_page
            keys = list(self._in_order[bottom : bottom + self.per_page])
        return Page(self.rows_of(keys), number, self)

    def rows_of(self, keys: list[Any]) -> Any:
        """The rows with those keys, in the order of the list."""
        rows: Any = self.object_list
        return rows.filter(pk__in=keys)

    @cached_property
    def count(self) -> int:
        bottom = (self.page_asked_for - 1) * self.per_page
        if self._keys or not bottom:
            return bottom + min(len(self._keys), self.per_page + self.AHEAD)
        return int(self._in_order.order_by()[:bottom].count())  # there is no such page

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted."""
        return len(self._keys) > self.per_page + self.AHEAD

    @cached_property
    def _keys(self) -> list[Any]:
        bottom = (self.page_asked_for - 1) * self.per_page
        return list(self._in_order[bottom : bottom + self.per_page + self.AHEAD + 1])

    @property
    def _in_order(self) -> Any:
        rows: Any = self.object_list
        return rows.values_list("pk", flat=True)


class TitledList(ChangeList):
    """A list is called what it holds; Django would say "Select … to view". One page is read as one of many is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = capfirst(str(self.opts.verbose_name_plural))
        self.has_active_filters = (
            False  # every filter shows what is chosen; "clear all" would be one link too many
        )

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list


class LongList(OnlyListedFilters, admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that stays as fast at a hundred thousand rows as at a hundred (P4)."""

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    show_facets = admin.ShowFacets.NEVER  # they count everything
    view_on_site = False

    class Media:
        css = {"all": ("css/admin-cases.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TitledList

    def action_checkbox(self, obj: models.Model) -> SafeString:
        """As Django's, but without rendering a template for each row, and with a shorter name."""
        return format_html(
            '<input type="checkbox" name="_selected_action" value="{}" class="action-select" aria-label="{}">',
            obj.pk,
            _("Choose %(row)s") % {"row": obj},
        )

    paginator = ShortCountPaginator

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: Any,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> ShortCountPaginator:
        paginator = self.paginator(queryset, per_page, orphans, allow_empty_first_page)
        asked = request.GET.get("p", "")
        if asked.isascii() and asked.isdigit():
            paginator.page_asked_for = max(1, min(int(asked[:9]), ShortCountPaginator.DEEPEST))
        return paginator

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What a person may not see does not exist; Django would send them on with a note."""
        raise Http404

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> Any:
        """One or two actions need no choosing: each is a button, and the blank choice before them is gone."""
        choices = super().get_action_choices(request, list(models.BLANK_CHOICE_DASH))
        return choices[1:] if len(choices) <= 3 else choices

    def response_action(self, request: HttpRequest, queryset: Any, *more: Any, **options: Any) -> Any:
        """Drop what cannot be a key, before the database chokes on it."""
        posted = request.POST.copy()
        keys = posted.getlist("_selected_action")
        posted.setlist("_selected_action", [str(key) for key in whole_keys(keys)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *more, **options)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing here is added, changed or removed by hand."""

    def has_add_permission(self, request: HttpRequest, *about: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Retries(admin.ModelAdmin):  # type: ignore[type-arg]
    """A button, and an action for several rows, that ask for another try at work that waits or was given up."""

    actions = ("try_again",)

    def get_urls(self) -> list[URLPattern]:
        options = self.model._meta
        name = f"{options.app_label}_{options.model_name}_retry"
        retry = require_POST(self.retry_view)
        own = path("<int:pk>/retry/", self.admin_site.admin_view(retry), name=name)
        return [own, *super().get_urls()]

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for another try of one row (POST), say so, and go back to where the row is shown."""
        work = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if work is None:
            raise Http404
        self._say(request, int(services.retry(work_model(self.model), work.pk)))
        return HttpResponseRedirect(self.url_after_retry(work))

    def url_after_retry(self, work: Any) -> str:
        options = self.model._meta
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[work.pk])

    @admin.action(description=_("Try again now"))
    def try_again(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        keys = queryset.filter(done_at=None, called_off_at=None).values_list("pk", flat=True)[:500]
        self._say(request, sum(services.retry(work_model(self.model), key) for key in list(keys)))

    def _say(self, request: HttpRequest, count: int) -> None:
        if count:
            sentence = ngettext(
                "It will be tried again within a few seconds.",
                "%(count)d will be tried again within a few seconds.",
                count,
            ) % {"count": count}
            messages.success(request, sentence)
        else:
            messages.info(request, _("It was already done. Nothing needed another try."))


def work_model(model: type[Any]) -> type[Any]:
    """The table's own model, also for a proxy of it."""
    return model._meta.concrete_model or model


def whole_keys(typed: list[str]) -> list[int]:
    """Those of `typed` that can be primary keys, each once, in order."""
    keys = (int(key) for key in typed if key.isascii() and key.isdigit() and len(key) <= 19)
    return list(dict.fromkeys(key for key in keys if key <= LARGEST_KEY))


def tag(label: str | _StrPromise, tone: str = "neutral") -> SafeString:
    """A label with a tone: neutral, progress, success, warning, danger."""
    return _tag(str(label), tone)


@lru_cache(maxsize=1000)  # a list says the same few things in many rows
def _tag(label: str, tone: str) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', tone, label)


WORK_STATES: dict[str, tuple[_StrPromise, str]] = {
    "waiting": (_("Waiting"), "progress"),
    "troubled": (_("Will be tried again"), "warning"),
    "failed": (_("Given up"), "danger"),
    "done": (_("Done"), "success"),
    "called_off": (_("Called off"), "neutral"),
}
