"""Pages of the groups' people and of the secretariat."""
