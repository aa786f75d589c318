"""Who reads a channel is asked for each of its members, but not again and again."""

from dataclasses import replace

import pytest
from seen import DEAL
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.gateway import MOST_MEMBERS, Gateway
from bot.workspace.standin import StandIn


@pytest.fixture
def gateway(slack: StandIn) -> Gateway:
    return Gateway(AsyncWebClient(slack.bot_token, base_url=slack.api_url))


def asked(slack: StandIn) -> int:
    return len([call for call in slack.calls if call.method == "users.info"])


def join(slack: StandIn, count: int, *, stranger: bool = False) -> None:
    workspace = slack.workspace
    place, iris, dana = workspace.channel(DEAL), workspace.user("iris"), workspace.user("dana")
    for _ in range(count):
        person = f"U0JOINED{len(place.members)}"
        workspace.users[person] = replace(iris if stranger else dana, id=person)
        place.members.append(person)


async def test_each_is_asked_about_once_and_who_joins_too(slack: StandIn, gateway: Gateway) -> None:
    channel = slack.workspace.channel(DEAL).id
    join(slack, 100)
    members = len(slack.workspace.channel(DEAL).members)
    assert await gateway.is_ours_alone(channel)
    assert await gateway.is_ours_alone(channel)
    assert asked(slack) == members
    join(slack, 1, stranger=True)
    assert not await gateway.is_ours_alone(channel)
    assert not await gateway.is_ours_alone(channel)
    assert asked(slack) == members + 1


async def test_a_look_that_failed_goes_on_where_it_ended(slack: StandIn, gateway: Gateway) -> None:
    channel = slack.workspace.channel(DEAL).id
    join(slack, 40)
    last = slack.workspace.channel(DEAL).members[-1]
    gone = slack.workspace.users.pop(last)
    with pytest.raises(SlackApiError):
        await gateway.is_ours_alone(channel)
    before = asked(slack)
    slack.workspace.users[last] = gone
    assert await gateway.is_ours_alone(channel)
    assert asked(slack) == before + 1


async def test_too_many_to_ask_about(slack: StandIn, gateway: Gateway) -> None:
    place = slack.workspace.channel(DEAL)
    join(slack, MOST_MEMBERS - len(place.members) + 1)
    assert not await gateway.is_ours_alone(place.id)
    assert asked(slack) == 0
