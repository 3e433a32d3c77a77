"""Settings for mypy's Django plugin: every room is there, and nothing is written (mypy ends without cleaning up)."""

import os

os.environ.update(DEBUG="1", DEMO="1")
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
    os.environ.pop(name, None)

from samverkan.settings import *  # noqa: E402, F403 -- the environment comes first
