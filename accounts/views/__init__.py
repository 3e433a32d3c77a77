"""Pages of the door and of the second factor."""
