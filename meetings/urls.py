"""Addresses of the meetings room: own pages of the groups' people and the secretariat."""

from __future__ import annotations

from django.urls import path

from meetings.views import items, meeting, overview, secretary

OWN = "mina-sidor/moten"

app_name = "meetings"
urlpatterns = [
    path(f"{OWN}/", overview.overview, name="overview"),
    path(f"{OWN}/grupp/<int:pk>/nytt/", secretary.plan, name="plan"),
    path(f"{OWN}/grupp/<int:pk>/arende/", items.propose, name="propose"),
    path(f"{OWN}/arenden/<int:pk>/", items.item, name="item"),
    path(f"{OWN}/arenden/<int:pk>/aterta/", items.withdraw, name="withdraw-item"),
    path(f"{OWN}/arenden/<int:pk>/jav/", items.conflict, name="conflict"),
    path(f"{OWN}/arenden/<int:pk>/lamna-over/", items.hand, name="hand-over"),
    path(f"{OWN}/arenden/<int:pk>/handling/", items.item_paper, name="item-paper"),
    path(f"{OWN}/arenden/<int:pk>/satt-upp/", secretary.place, name="place"),
    path(f"{OWN}/handlingar/<int:pk>/", meeting.paper, name="paper"),
    path(f"{OWN}/handlingar/<int:pk>/ta-bort/", meeting.take_paper_back, name="remove-paper"),
    path(f"{OWN}/<int:pk>/", meeting.meeting, name="meeting"),
    path(f"{OWN}/<int:pk>/svar/", meeting.answer, name="answer"),
    path(f"{OWN}/<int:pk>/mote.ics", meeting.ics, name="ics"),
    path(f"{OWN}/<int:pk>/andra/", secretary.change, name="change"),
    path(f"{OWN}/<int:pk>/kalla/", secretary.call, name="call"),
    path(f"{OWN}/<int:pk>/stall-in/", secretary.cancel, name="cancel"),
    path(f"{OWN}/<int:pk>/handling/", secretary.meeting_paper, name="meeting-paper"),
    path(f"{OWN}/<int:pk>/genomfort/", secretary.hold, name="hold"),
    path(f"{OWN}/<int:pk>/protokoll/", meeting.minutes, name="minutes"),
    path(f"{OWN}/<int:pk>/protokoll/andra/", secretary.edit_minutes, name="edit-minutes"),
    path(f"{OWN}/<int:pk>/protokoll/utdrag/", secretary.extract, name="extract"),
]
