"""Meetings of the groups: calls, agendas, attendance, minutes, and items handed from group to group."""
