"""The harness itself: its servers are real, private, and gone afterwards."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import psycopg2
import pytest
import redis

from tests.harness import servers
from tests.harness.processes import smtp_sink


@pytest.mark.servers
def test_postgres_works_and_is_gone_afterwards() -> None:
    with servers.postgres() as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_encoding')")
            assert cursor.fetchone() == ("UTF8",)
        connection.close()

    assert not servers.accepts_connections(port)


@pytest.mark.servers
def test_redis_works_and_is_gone_afterwards() -> None:
    with servers.redis() as url:
        client = redis.Redis.from_url(url)
        assert client.ping()
        port = client.connection_pool.connection_kwargs["port"]
        client.close()

    assert not servers.accepts_connections(port)


def test_smtp_sink_keeps_what_it_accepts_and_nothing_that_it_refuses() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.se", "b@example.se", "Välkommen"
    letter.set_content("Hej Åsa")

    with smtp_sink() as sink:
        port = int(sink.url.rsplit(":", 1)[1])
        with smtplib.SMTP(servers.LOCALHOST, port) as client:
            client.send_message(letter)
            sink.refuse = "451 try again later"
            with pytest.raises(smtplib.SMTPDataError):
                client.send_message(letter)

        assert [message["Subject"] for message in sink.to("b@example.se")] == ["Välkommen"]
        assert sink.to("c@example.se") == []
