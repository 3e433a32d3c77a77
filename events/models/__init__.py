"""Events and notices: the calendar's open and closed occasions, registration, attendance, feedback."""

from events.models.events import Event, EventStep, EventTask
from events.models.people import CalendarAddress, Feedback, Invitation, Registration

__all__ = [
    "CalendarAddress",
    "Event",
    "EventStep",
    "EventTask",
    "Feedback",
    "Invitation",
    "Registration",
]
