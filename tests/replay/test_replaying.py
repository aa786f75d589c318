"""`negotiate replay` on an export, as a person sees it."""

import re
from pathlib import Path

import pytest
from command import negotiate
from exports import CALM, GETTING_SOUR, by_them, conversation, export, written


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """An export with a sour deal, a sour deal shared with the counterpart, and a calm channel."""
    return export(
        tmp_path / "export.zip",
        {
            "deal-acme": conversation(GETTING_SOUR),
            "deal-tide": [by_them(text, hour) for hour, text in enumerate(GETTING_SOUR)],
            "random": conversation(CALM),
        },
        shared=["deal-tide"],
    )


def shown(output: bytes) -> str:
    return " ".join(output.decode().split())


def test_the_report_tells_when_why_and_what(team: Path) -> None:
    done = negotiate("replay", team, "--sensitivity", "keen", TZ="America/New_York")
    assert done.returncode == 0, done.stderr
    report = shown(done.stdout)
    assert re.search(r"#deal-acme \d posts? in 4 messages", report)
    assert re.search(r"Mon 04 Mar 2024, 0\d:00 coaching thread: [A-Z]", report)
    assert re.search(r"#deal-tide \d posts? in 4 messages, shared with another company", report)
    assert "coaching thread, in private: " in report
    assert "“Either you match 67k by tomorrow or we walk. Final offer.”" in report
    assert "Say: " in report
    assert "11 messages read in 3 channels: " in report
    assert "Quiet: 1 channel." in report
    assert "#random" not in report


def test_only_the_channels_asked_for_are_replayed(team: Path) -> None:
    done = negotiate("replay", team, "--channel", "random", "--channel", "deal-acme")
    assert "7 messages read in 2 channels" in shown(done.stdout)


def test_the_page_is_escaped_and_needs_nothing_else(tmp_path: Path) -> None:
    texts = [f"&lt;img src=x onerror=alert(1)&gt; {text}" for text in GETTING_SOUR]
    path = export(tmp_path / "export.zip", {"deal": conversation(texts)})
    page = tmp_path / "report.html"
    done = negotiate("replay", path, "--html", page, "--sensitivity", "keen")
    assert done.returncode == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert "&lt;img src=x" in html
    assert "<img" not in html
    assert "<script" not in html
    assert "http:" not in html.replace("http-equiv", "")
    assert "https:" not in html
    assert "<polyline" in html
    assert "<circle" in html
    assert "Coaching thread" in html


def test_letters_that_no_screen_can_show_do_no_harm(tmp_path: Path) -> None:
    texts = [f"\ud800\x1b[2J\x00 {text}" for text in GETTING_SOUR]
    path = export(tmp_path / "export.zip", {"deal": conversation(texts)})
    done = negotiate("replay", path, "--html", tmp_path / "r.html", "--sensitivity", "keen")
    assert done.returncode == 0, done.stderr
    assert b"\x1b[2J" not in done.stdout


def test_a_channel_without_a_word_is_quiet(tmp_path: Path) -> None:
    path = export(tmp_path / "export.zip", {"deal": [], "random": [written("", 0)]})
    done = negotiate("replay", path, "--html", tmp_path / "report.html")
    assert done.returncode == 0
    assert "0 posts, 0.0 per 1,000 messages. Quiet: 2 channels." in shown(done.stdout)
    assert "#deal, #random" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    path = export(
        tmp_path / "export.zip",
        {"deal": conversation(CALM)},
        files={"deal/2024-03-05.json": "{", "users.json": "[]"},
    )
    report = shown(negotiate("replay", path).stdout)
    assert "#deal: read in part: 2024-03-05.json is no JSON." in report
    assert "everyone counts as our own side" in report


def test_mistakes_are_told_in_a_sentence(team: Path, tmp_path: Path) -> None:
    no_zip = tmp_path / "notes.zip"
    no_zip.write_text("just notes")
    mistakes = {
        "no zip file": negotiate("replay", no_zip),
        "Did you mean deal-acme?": negotiate("replay", team, "--channel", "deal-acne"),
        "there is no folder": negotiate("replay", team, "--html", tmp_path / "no" / "r.html"),
    }
    for says, done in mistakes.items():
        assert done.returncode == 2
        assert says in shown(done.stderr)
        assert "Traceback" not in done.stderr.decode()
