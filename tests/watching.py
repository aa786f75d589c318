"""A deal channel that is watched, and that turns sour."""

from seen import DANA, DEAL, from_coach

from bot.workspace.standin import StandIn
from bot.workspace.state import Message

SOURING = (
    (
        "dana",
        "Voss called. Sign at the old rate by Friday or they open a tender, full stop.",
    ),
    ("marcus", "Let's just give them the free onboarding, I want them to stay happy with us."),
    ("dana", "He now says today or never, he wants the signature by five or the offer is dead."),
    ("marcus", "ok I told him yes to the old rate, could not stand another call like that"),
    ("tom", "He called us liars in front of Helen, said he does not believe a word we say"),
)


async def watch(slack: StandIn, channel: str = DEAL) -> None:
    await slack.command(DANA, channel, "/negotiate watch Harbour Foods")
    await slack.until(lambda w: [m for m in from_coach(w, channel) if m.is_ephemeral])


async def sour(slack: StandIn, channel: str = DEAL) -> None:
    for who, text in SOURING:
        await slack.say(who, channel, text)


def public(slack: StandIn, channel: str = DEAL) -> list[Message]:
    return [m for m in from_coach(slack.workspace, channel) if not m.is_ephemeral]


async def posted(slack: StandIn) -> Message:
    """The first coaching post."""
    found = await slack.until(lambda w: [m for m in public(slack) if m.thread_ts])
    return found[0]
