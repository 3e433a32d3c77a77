"""Installations with very many applications, and databases for them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg2

from bench.start_page import installation
from tests.harness.processes import manage, prepare

if TYPE_CHECKING:
    from pathlib import Path


def filled(folder: Path, size: int, **more: str) -> dict[str, str]:
    """The environment of an installation with `size` applications; `more` are its settings.

    So that the queue's page is full at every size, all of the few await a decision, and three in ten of the many.
    """
    folder.mkdir()
    env = installation(folder, **more)
    prepare(env)
    numbers = ("--organisations", str(size), "--applications", str(size))
    share = "1" if size <= 1000 else "0.3"
    manage(env | {"DEBUG": "1", "DEMO": "1"}, "seed_scale", *numbers, "--awaiting-share", share)
    return env


def collected(folder: Path) -> str:
    """A folder with the static files, which several installations share."""
    static = str(folder / "static")
    manage(installation(folder / "collect", STATIC_ROOT=static), "collectstatic", "--noinput")
    return static


def database(server: str, name: str) -> str:
    """A new database on the server; gives its DATABASE_URL."""
    with contextlib.closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return server.rsplit("/", 1)[0] + f"/{name}"
