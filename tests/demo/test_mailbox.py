"""The mailbox shows the mail folder's letters and nothing else of the disk."""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from demo import mailbox
from letters.models import Letter
from letters.services import as_message

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@pytest.fixture
def folder(small_demo: None, settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "letters.backends.MailFolder"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    return tmp_path / "mail"


def write(folder: Path, name: str, subject: str = "Hej", age: int = 0, **parts: Any) -> Path:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Samverkan <samverkan@localhost>"
    message["To"] = parts.get("to", "demo@demo.example")
    message["Date"] = "Sat, 21 Nov 2026 09:30:00 +0000"
    message.set_content(parts.get("text", "Hej!"))
    if html := parts.get("html"):
        message.add_alternative(html, subtype="html")
    for content, kind, filename in parts.get("files", ()):
        main, sub = kind.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    path = folder / name
    path.write_bytes(message.as_bytes())
    os.utime(path, (2_000_000_000 - age, 2_000_000_000 - age))
    return path


def test_newest_letter_stands_first(folder: Path, client: Client) -> None:
    for age in (3, 1, 2):
        write(folder, f"letter.{age}.eml", f"Brev {age} åäö Łódź", age)

    page = client.get("/en/demo/mail/").content.decode()

    places = [page.index(f"Brev {age} åäö Łódź") for age in (1, 2, 3)]
    assert places == sorted(places)
    assert "To demo@demo.example" in page
    assert "21 November 2026 10:30" in page


def test_many_letters_come_page_by_page(folder: Path, client: Client) -> None:
    for age in range(35):
        write(folder, f"letter.{age}.eml", f"Brev nummer {age}.", age)

    first, second = (client.get(f"/demo/mail/?page={number}").content.decode() for number in (1, 2))

    assert first.count("Brev nummer") == 30
    assert second.count("Brev nummer") == 5
    assert "Brev nummer 34." in second


def test_without_letters_and_without_folder_the_page_says_so(
    folder: Path, settings: Any, client: Client
) -> None:
    assert "No letter has been sent yet." in client.get("/en/demo/mail/").content.decode()
    folder.rmdir()
    assert "No letter has been sent yet." in client.get("/en/demo/mail/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "to a mail server" in client.get("/en/demo/mail/").content.decode()


def test_letter_as_the_portal_sends_it_is_shown(folder: Path, client: Client) -> None:
    letter = Letter.objects.create(
        key="k",
        kind="receipt",
        to="demo@demo.example",
        subject="Er kod är BCDF-GHJK",
        text="Öppna http://127.0.0.1:8000/mina-sidor/NB-26-7K4M2Q/ eller fråga fraga@demo.example\n\n<script>1</script>",
        html="<!DOCTYPE html><title>x</title><p>Hej åäö</p><script>alert(1)</script>",
    )
    (folder / "letter.1.eml").write_bytes(as_message(letter).message().as_bytes())

    page = client.get("/demo/mail/letter.1.eml/").content.decode()
    html = client.get("/demo/mail/letter.1.eml/html/")

    assert "Er kod är BCDF-GHJK</h1>" in page
    assert '<a href="http://127.0.0.1:8000/mina-sidor/NB-26-7K4M2Q/"' in page
    assert 'href="mailto:fraga@demo.example"' in page
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "<script>1" not in page
    assert html.content.decode().strip() == letter.html
    assert html.headers["Content-Security-Policy"] == POLICY
    assert html.headers["Content-Type"] == "text/html; charset=utf-8"


def test_other_pages_keep_the_portals_own_policy(folder: Path, client: Client) -> None:
    write(folder, "letter.1.eml", html="<p>x</p>")

    for address in ("/demo/", "/demo/mail/", "/demo/mail/letter.1.eml/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_attachment_is_downloaded_and_never_shown(folder: Path, client: Client) -> None:
    files = [
        (b"%PDF-1.7 x", "application/pdf", "NB-26-7K4M2Q-1.pdf"),
        (b"<script>1</script>", "text/html", "räkna.html"),
    ]
    write(folder, "letter.1.eml", files=files)

    page = client.get("/demo/mail/letter.1.eml/").content.decode()
    pdf, html = (client.get(f"/demo/mail/letter.1.eml/{number}/") for number in (1, 2))

    assert "NB-26-7K4M2Q-1.pdf" in page
    assert (pdf.content, pdf.headers["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="NB-26-7K4M2Q-1.pdf"'
    assert html.headers["Content-Type"] == "application/octet-stream"
    assert html.headers["Content-Disposition"].startswith("attachment; ")
    assert html.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/demo/mail/letter.1.eml/3/").status_code == 404
    assert client.get("/demo/mail/letter.1.eml/html/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../secret.eml",
        "..%2fsecret.eml",
        "%2e%2e%2fsecret.eml",
        "..%5csecret.eml",
        "%2ftmp%2fsecret.eml",
        ".incoming-x.eml",
        "letter.1.txt",
        "letter.1.eml%00",
        "letter.1.eml%0a",
        "link.eml",
        "folder.eml",
        "missing.eml",
        ".eml",
        "a" * 300 + ".eml",
    ],
)
def test_no_name_leads_out_of_the_folder(folder: Path, client: Client, name: str) -> None:
    secret = write(folder.parent, "secret.eml", "Hemligt")
    write(folder, "letter.1.eml")
    write(folder, ".incoming-x.eml")
    write(folder, "letter.1.txt")
    (folder / "link.eml").symlink_to(secret)
    (folder / "folder.eml").mkdir()

    for rest in ("", "html/", "1/"):
        assert client.get(f"/demo/mail/{name}/{rest}").status_code == 404
    assert mailbox.find("letter.1.eml")
    assert [summary.name for summary in mailbox.summaries(mailbox.newest_first())] == ["letter.1.eml"]


def test_broken_file_is_shown_as_far_as_it_goes(folder: Path, client: Client) -> None:
    (folder / "letter.1.eml").write_bytes(b"\xff\xfe\x00 no header at all")

    assert client.get("/demo/mail/").status_code == 200
    assert client.get("/demo/mail/letter.1.eml/").status_code == 200
