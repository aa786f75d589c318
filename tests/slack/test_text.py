"""Between mrkdwn and plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import escape, plain, shortened


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("they said &lt;no&gt; &amp; left", "they said <no> & left"),
        ("see <https://a.example|the contract>", "see the contract"),
        ("see <https://a.example/x?y=1&amp;z=2>", "see https://a.example/x?y=1&z=2"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("<@U012|dana> and <@U034>", "@dana and @U034"),
        ("in <#C012|deals>", "in #deals"),
        ("<!channel> <!here> <!subteam^S1|@sales>", "@channel @here @@sales"),
        ("on <!date^1700000000^{date}|14 Nov>", "on 14 Nov"),
        ("a < b and b > a", "a < b and b > a"),
    ],
)
def test_plain_is_what_a_reader_sees(mrkdwn: str, read: str) -> None:
    assert plain(mrkdwn) == read


@given(st.text())
def test_escaped_text_cannot_link_or_ping_and_reads_the_same(text: str) -> None:
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert plain(escaped) == text


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_shortened_text_is_one_line_of_that_length(text: str, length: int) -> None:
    line = shortened(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1
