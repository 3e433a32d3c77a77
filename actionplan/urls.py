"""Addresses of the actionplan room. Fixed words stand before slugs; no plan may be called like one of them."""

from __future__ import annotations

from django.urls import path

from actionplan.views import activities, own, plans

app_name = "actionplan"
OWN = "mina-sidor/aktiviteter/"
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
    path(f"{OWN}<int:pk>/steg/<slug:step>/", own.step, name="own-activity-step"),
    path(f"{OWN}<int:pk>/delmal/<int:number>/", own.milestone, name="own-activity-milestone"),
    path(f"{OWN}<int:pk>/delmal/<int:number>/angra/", own.undo, name="own-activity-undo"),
    path(f"{OWN}<int:pk>/ansvarig/", own.keeper, name="own-activity-keeper"),
    path(f"{OWN}<int:pk>/for-over/", own.carry, name="own-activity-carry"),
    path("<slug:region>/aktivitetsplan/", activities.years, name="activity-plans"),
    path(YEAR, activities.year, name="activity-plan"),
    path(f"{YEAR}utgava/<int:edition>/", activities.edition, name="activity-plan-edition"),
    path(f"{YEAR}<slug:slug>/", activities.activity, name="activity"),
    path(f"{YEAR}<slug:slug>/bevis/<int:number>/", activities.proof, name="activity-proof"),
]
