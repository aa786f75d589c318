"""Modals and the Home tab: who may open one, when, and over what."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from receiving import HandCranked, Receiver
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

Trigger = Callable[[], Awaitable[str]]


def view(kind: str = "modal", text: str = "Hello", **more: Any) -> dict[str, Any]:
    body = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    title = {"title": {"type": "plain_text", "text": "Title"}} if kind == "modal" else {}
    return {"type": kind, "blocks": body, **title, **more}


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as failure:
        await call
    return str(failure.value.response["error"])


@pytest.fixture
def trigger(standin: StandIn, receiver: Receiver) -> Trigger:
    """A fresh trigger id, from a command of Dana's."""
    ids: list[str] = []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        ids.append(body["trigger_id"])

    receiver.app.command("/negotiate")(keep)

    async def issue() -> str:
        await standin.command("dana", "deal-harbour-renewal", "/negotiate")
        return ids[-1]

    return issue


async def test_a_trigger_id_opens_one_modal(
    client: AsyncWebClient, workspace: Workspace, trigger: Trigger
) -> None:
    trigger_id = await trigger()
    opened = await client.views_open(trigger_id=trigger_id, view=view())
    shown = workspace.modal("dana")
    assert shown is not None
    assert shown.id == opened["view"]["id"]
    again = client.views_open(trigger_id=trigger_id, view=view())
    assert await refused(again) == "exchanged_trigger_id"
    unknown = client.views_open(trigger_id="never", view=view())
    assert await refused(unknown) == "exchanged_trigger_id"


async def test_a_trigger_id_lives_three_seconds(
    client: AsyncWebClient, trigger: Trigger, seconds: HandCranked
) -> None:
    first = await trigger()
    seconds.seconds += 3.0
    assert (await client.views_open(trigger_id=first, view=view()))["ok"]
    second = await trigger()
    seconds.seconds += 3.1
    late = client.views_open(trigger_id=second, view=view())
    assert await refused(late) == "expired_trigger_id"


async def test_a_bad_view_does_not_use_up_the_trigger(
    client: AsyncWebClient, trigger: Trigger
) -> None:
    trigger_id = await trigger()
    for bad in (view("home"), view(text="x" * 3001), view("poem")):
        call = client.views_open(trigger_id=trigger_id, view=bad)
        assert await refused(call) == "invalid_arguments"
    assert (await client.views_open(trigger_id=trigger_id, view=view()))["ok"]


async def test_three_modals_lie_on_top_of_each_other(
    client: AsyncWebClient, workspace: Workspace, trigger: Trigger
) -> None:
    opened = await client.views_open(trigger_id=await trigger(), view=view())
    second = await client.views_push(trigger_id=await trigger(), view=view())
    await client.views_push(trigger_id=await trigger(), view=view())
    assert second["view"]["previous_view_id"] == opened["view"]["id"]
    assert second["view"]["root_view_id"] == opened["view"]["id"]
    fourth = client.views_push(trigger_id=await trigger(), view=view())
    assert await refused(fourth) == "push_limit_reached"
    assert len(workspace.modals[workspace.me.id]) == 3


async def test_an_update_with_an_old_hash_conflicts(
    client: AsyncWebClient, workspace: Workspace, trigger: Trigger
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=view()))["view"]
    where = {"view_id": opened["id"], "hash": opened["hash"]}
    await client.views_update(**where, view=view(text="First"))
    assert await refused(client.views_update(**where, view=view())) == "hash_conflict"
    await client.views_update(view_id=opened["id"], view=view(text="Second"))
    shown = workspace.modal("dana")
    assert shown is not None
    assert shown.blocks[0]["text"]["text"] == "Second"


async def test_a_view_is_found_by_the_apps_own_id(
    client: AsyncWebClient, workspace: Workspace, trigger: Trigger
) -> None:
    await client.views_open(trigger_id=await trigger(), view=view(external_id="check-7"))
    changed = view(text="Done", external_id="check-7")
    await client.views_update(external_id="check-7", view=changed)
    shown = workspace.modal("dana")
    assert shown is not None
    assert shown.blocks[0]["text"]["text"] == "Done"
    missing = client.views_update(external_id="check-8", view=view())
    assert await refused(missing) == "not_found"


async def test_a_closed_modal_is_not_found(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, trigger: Trigger
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=view()))["view"]
    shown = workspace.modal("dana")
    assert shown is not None
    await standin.close("dana", shown)
    late = client.views_update(view_id=opened["id"], view=view())
    assert await refused(late) == "not_found"


async def test_the_home_tab_is_one_for_each_person(
    client: AsyncWebClient, workspace: Workspace
) -> None:
    dana = workspace.me.id
    first = (await client.views_publish(user_id=dana, view=view("home")))["view"]
    second = (await client.views_publish(user_id=dana, view=view("home", "New")))["view"]
    assert first["id"] == second["id"]
    assert workspace.homes[dana].blocks[0]["text"]["text"] == "New"
    stale = client.views_publish(user_id=dana, view=view("home"), hash=first["hash"])
    assert await refused(stale) == "hash_conflict"
    nobody = client.views_publish(user_id="U0NOBODY", view=view("home"))
    assert await refused(nobody) == "user_not_found"
