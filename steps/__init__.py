"""What every room's steps have in common: a row of the table, the door, refusals, rows that are written once."""
