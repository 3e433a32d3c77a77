"""Who works on an application: the people of the organisation see each other, add somebody, and hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, own_page, posted, require_form
from membership.forms.case import PersonForm
from membership.permissions import Capacities
from membership.services.access import give_access, take_access
from membership.views.asking import done
from membership.views.my_pages import own_case
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpResponse


@own_page
@require_form
def people(request: OwnRequest, reference: str) -> HttpResponse:
    """Everybody who works on the application; a POST adds somebody by e-mail address."""
    application = own_case(request, reference)
    form = PersonForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            if application.access.filter(user__email=email).exists():
                messages.info(request, _("%(email)s can work with this already.") % {"email": email})
                return redirect("membership:people", reference=reference)
            if not ratelimit.consume(request, action="give_access", user=request.user):
                form.add_error(None, _("You have added many people today. Go on tomorrow, or write to us."))
            else:
                give_access(application, actor=request.user, email=email, language=application.language)
                messages.success(request, _("Added. A letter is on its way to %(email)s.") % {"email": email})
                return redirect("membership:people", reference=reference)
        except Refusal as refusal:
            form.add_error("email", str(refusal))
    context = {
        "application": application,
        "form": form,
        "people": application.access.select_related("user").order_by("pk"),
        "member": getattr(application, "membership", None),
        "nav_section": "my",
    }
    return render(request, "membership/people.html", context)


@own_button("membership:people", "reference")
@require_form
def remove(request: OwnRequest, reference: str, pk: int) -> HttpResponse:
    """End somebody's access, or one's own: a page that asks, and a POST that does it."""
    home = reverse("membership:people", kwargs={"reference": reference})
    application = own_case(request, reference)
    access = application.access.filter(pk=pk).select_related("user").first() if pk <= LARGEST_KEY else None
    if access is None:
        if request.method == "POST":  # the other click of a double click was faster
            return redirect(home)
        raise Http404
    is_self = access.user_id == request.user.pk
    if request.method == "POST":
        told = _("%(email)s no longer has access.") % {"email": access.user.email}
        taken = done(request, lambda: take_access(application, actor=request.user, person=access.user), told)
        return redirect("membership:my-pages" if taken and is_self else home)
    context = {
        "application": application,
        "person": access.user,
        "is_self": is_self,
        "handles_cases": is_self
        and Capacities(request.user).handles_cases_in(application.agreement.region_id),
        "form": ButtonForm(button=_("End the access"), danger=True),
        "home": home,
        "nav_section": "my",
    }
    return render(request, "membership/person_remove.html", context)
