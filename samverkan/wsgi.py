"""The door for web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")

application = get_wsgi_application()
# What is there from the start stays until the end: the collector need not look through all of it again and again
# while somebody waits for a page. What a page makes is mostly gone when it is sent, so it need not look often either.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
