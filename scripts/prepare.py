"""Make the database ready, in one process: catalogues, migrations, regions, demo. Safe to run any number of times."""

from __future__ import annotations

import os
from pathlib import Path

from scripts.compile_messages import ROOT, compile_messages


def main() -> None:
    compile_messages()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is not there
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print(f"Migrating the database ({len(plan)} steps)", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    if any("DatabaseCache" in cache["BACKEND"] for cache in settings.CACHES.values()):
        call_command("createcachetable", verbosity=0)
    for region in ("norrbotten", "blekinge"):
        call_command("load_region", os.path.relpath(ROOT / "content" / region))
    if settings.DEMO:
        call_command("seed_demo")


if __name__ == "__main__":
    main()
