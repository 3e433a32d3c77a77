"""Addresses of the actionplan room. Fixed words stand before slugs; no plan may be called like one of them."""

from __future__ import annotations

from django.urls import path

from actionplan.views import activities, checklists, own, planning, plans, reviews

app_name = "actionplan"
OWN = "mina-sidor/aktiviteter/"
LISTS = "mina-sidor/checklista/"
FORMS = "mina-sidor/samverkansformer/"
YEAR = "<slug:region>/aktivitetsplan/<int:year>/"
urlpatterns = [
    path("<slug:region>/handlingsplan/", plans.plan, name="plan"),
    path("<slug:region>/handlingsplan/versioner/", plans.plans, name="plans"),
    path(
        "<slug:region>/handlingsplan/jamfor/<slug:first>/<slug:second>/",
        plans.plan_compare,
        name="plan-compare",
    ),
    path("<slug:region>/handlingsplan/<slug:slug>/", plans.plan_version, name="plan-version"),
    path(
        "<slug:region>/handlingsplan/<slug:slug>/sprak/<slug:code>/",
        plans.plan_translation,
        name="plan-translation",
    ),
    path("<slug:region>/handlingsplan/<slug:slug>/<slug:area>/", plans.area, name="area"),
    path("<slug:region>/sa-hanger-det-ihop/", plans.connections, name="connections"),
    path(OWN, own.mine, name="own-activities"),
    path(f"{OWN}ny/<int:plan>/", own.new, name="own-activity-new"),
    path(f"{OWN}<int:pk>/", own.one, name="own-activity"),
    path(f"{OWN}<int:pk>/andra/", own.change, name="own-activity-change"),
    path(f"{OWN}<int:pk>/steg/<slug:step>/", own.step, name="own-activity-step"),
    path(f"{OWN}<int:pk>/delmal/<int:number>/", own.milestone, name="own-activity-milestone"),
    path(f"{OWN}<int:pk>/delmal/<int:number>/angra/", own.undo, name="own-activity-undo"),
    path(f"{OWN}<int:pk>/ansvarig/", own.keeper, name="own-activity-keeper"),
    path(f"{OWN}<int:pk>/for-over/", own.carry, name="own-activity-carry"),
    path(LISTS, checklists.mine, name="own-checklists"),
    path(f"{LISTS}<int:party>/<int:point>/", checklists.point, name="own-checklist-point"),
    path(FORMS, reviews.mine, name="own-reviews"),
    path(f"{FORMS}ny/<int:forum>/", reviews.plan, name="own-review-plan"),
    path(f"{FORMS}<int:pk>/", reviews.one, name="own-review"),
    path(f"{FORMS}<int:pk>/steg/<slug:step>/", reviews.step, name="own-review-step"),
    path("<slug:region>/genomforande/", checklists.public, name="checklists"),
    path("<slug:region>/samverkansformer/", reviews.public, name="reviews"),
    path("<slug:region>/tyck-till/", planning.public, name="planning"),
    path("<slug:region>/aktivitetsplan/", activities.years, name="activity-plans"),
    path(YEAR, activities.year, name="activity-plan"),
    path(f"{YEAR}utgava/<int:edition>/", activities.edition, name="activity-plan-edition"),
    path(
        f"{YEAR}utgava/<int:edition>/<slug:slug>/",
        activities.activity_in_edition,
        name="activity-in-edition",
    ),
    path(f"{YEAR}<slug:slug>/", activities.activity, name="activity"),
    path(f"{YEAR}<slug:slug>/bevis/<int:number>/", activities.proof, name="activity-proof"),
]
