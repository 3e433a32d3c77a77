"""The rules and the invariants of the stories that tests/membership/test_state_machine.py tells."""
