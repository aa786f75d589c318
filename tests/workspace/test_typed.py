"""What Slack makes of what people type."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace import story, typed
from bot.workspace.state import Workspace


@pytest.fixture(scope="module")
def at_ten() -> Workspace:
    return story.load("northwind", datetime(2026, 6, 17, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("5 < 6 & 7 > 6", "5 &lt; 6 &amp; 7 &gt; 6"),
        ("@coach and @dana.", "<@U0COACH> and <@U0DANA>."),
        ("@nobody, dana@coach", "@nobody, dana@coach"),
        ("@here now", "<!here> now"),
        ("see #deal-harbour-renewal", "see <#C0HARBOUR|deal-harbour-renewal>"),
        ("see https://x.test/a?b=1&c=2.", "see <https://x.test/a?b=1&amp;c=2>."),
    ],
)
def test_a_message(at_ten: Workspace, text: str, sent: str) -> None:
    assert typed.as_message(at_ten, text) == sent


@given(st.text(st.characters(exclude_characters="@")))
def test_nothing_typed_in_angle_brackets_is_a_ping(at_ten: Workspace, text: str) -> None:
    assert "<!channel>" not in typed.as_message(at_ten, f"{text}<!channel>")


def test_a_command_names_people_only_where_the_manifest_says_so(at_ten: Workspace) -> None:
    text = "check @dana in #deal-harbour-renewal"
    assert typed.as_command(at_ten, text, should_escape=False) == text
    assert typed.as_command(at_ten, text, should_escape=True) == (
        "check <@U0DANA|dana> in <#C0HARBOUR|deal-harbour-renewal>"
    )
