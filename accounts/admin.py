"""People in the admin: for the operator only. Roles and seats stand with the region and its bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.emails import NEWS
from accounts.models import User
from accounts.second_factor import FACTORS
from accounts.services import end_sessions, reset_second_factors
from letters.registry import name_kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# allauth's and Django's own pages could confirm addresses and hand out factors past our rules.
for model in (EmailAddress, Authenticator, Group):
    admin.site.unregister(model)

name_kinds(
    {"sign_in_code": _("Code from the mail"), **{kind: subject for kind, (subject, _text) in NEWS.items()}}
)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Find a person, lock an account, take away a lost second factor. Nobody is deleted: cases name them."""

    list_display = ("email", "name", "is_active", "is_superuser", "has_factor", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "language", "is_active", "is_superuser", "created_at", "last_login")
    readonly_fields = ("is_superuser", "created_at", "last_login")
    actions = ("reset_second_factor",)
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(factor=Exists(factors))

    @admin.display(description=_("second step"), boolean=True)
    def has_factor(self, person: User) -> bool:
        return bool(getattr(person, "factor", False))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new address means another mailbox: whoever is signed in with the old one is signed out."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            end_sessions(obj)

    @admin.action(description=_("Take away the second step of selected people"))
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """First a page that says who is meant and what will happen; then do it."""
        operator = cast("User", request.user)
        factors = Authenticator.objects.filter(type__in=FACTORS).values("user")
        people = queryset.filter(pk__in=factors).exclude(pk=operator.pk)
        if not people:
            self.message_user(
                request, _("None of them has a second step that you can take away."), messages.WARNING
            )
            return None
        if request.POST.get("confirmed"):
            done = reset_second_factors(people, by=operator)
            for person in done:
                self.log_change(request, person, "second factor reset")
            self.message_user(
                request,
                ngettext(
                    "The second step of %(count)s person is taken away. A letter is on its way.",
                    "The second steps of %(count)s people are taken away. Letters are on their way.",
                    len(done),
                )
                % {"count": len(done)},
                messages.SUCCESS,
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take away the second step"),
            "people": people,
            "opts": self.model._meta,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/accounts/user/reset_second_factor.html", context)
