"""Template tags of the agreement room."""
