"""Template tags of the membership room."""
