"""Settings for the tests: production's, on a private folder, without HTTPS and without slow hashing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="samverkan-tests-")
os.environ["DEBUG"] = os.environ["DEMO"] = os.environ["HTTPS"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 50
os.environ["DECISION_HOLD"] = "0"
os.environ["SITE_URL"] = "https://samverkan.example"
# Playwright keeps an event loop in the main thread; Django then believes that every query comes from async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from samverkan.settings import *  # noqa: F403 -- the environment comes first
from samverkan.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR

atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
WHITENOISE_USE_FINDERS = True
# A file is looked for when somebody asks for it, not all of them whenever a test makes a client.
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory, so that two threads are two connections and races are real.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
