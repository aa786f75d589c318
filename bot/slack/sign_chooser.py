"""The select with every sign, wherever a person may want to read about one."""

from slack_sdk.models.blocks import ActionsBlock, Block, Option, OptionGroup, StaticSelectElement

from bot.slack.ids import Action
from bot.wording import family_name
from coaching.playbook import Playbook


def sign_chooser(playbook: Playbook) -> Block:
    groups = [
        OptionGroup(
            label=family_name(name),
            options=[Option(value=s, label=playbook.signs[s].name) for s in signs],
        )
        for name, signs in playbook.families.items()
    ]
    return ActionsBlock(
        elements=[
            StaticSelectElement(
                action_id=Action.READ_SIGN, placeholder="Read about a sign", option_groups=groups
            )
        ]
    )
