"""The rules and the invariants of the stories that tests/membership/test_state_machine.py tells."""

import pytest

# An assertion that fails here says what it compared, as in a test.
pytest.register_assert_rewrite(
    *(f"{__name__}.{each}" for each in ("deciding", "never", "organisation", "telling", "working", "world"))
)
