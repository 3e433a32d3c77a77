"""Nominations: rounds and calls for representatives, who is nominated, chosen and seated."""
