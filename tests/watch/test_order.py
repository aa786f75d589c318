"""What arrives late is put where it belongs."""

from running import Recorded
from seen import DEAL, words
from watching import SOURING, posted, public, watch

from bot.workspace.standin import StandIn


async def test_told_in_reverse_a_deal_that_turns_sour_is_noticed_too(
    slack: StandIn, recorded: Recorded
) -> None:
    """No message is preceded by others when it arrives: each is looked at again."""
    await watch(slack)
    messages = [slack._say(who, DEAL, text, None) for who, text in SOURING]
    for count, message in enumerate(reversed(messages), 1):
        await slack._tell_said(message)
        await recorded(count)
    post = await posted(slack)
    assert post.thread_ts in [message.ts for message in messages[1:]]
    assert len([m for m in public(slack) if "What has built up" in words(m)]) == 1
