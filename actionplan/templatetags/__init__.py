"""Template tags of the actionplan room."""
