"""Events and notices: the calendar's open and closed occasions, registration, attendance, feedback."""
