"""The shipped playbook is complete and speakable, and a mistake in one is named."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from coaching.playbook.loader import FAMILIES, FOLDER, PlaybookError, load_playbook
from coaching.playbook.schema import Pivot, Playbook, naming
from coaching.vocabulary import Actor, Move, Posture, Sign, Strategy

ADVISED = {Posture.FIRM, Posture.BLEND, Posture.COLLABORATE}
MUTUAL = {
    Sign.STALEMATE,
    Sign.POSITIONAL_DEMAND,
    Sign.ZERO_SUM,
    Sign.ULTIMATUM,
    Sign.COERCION,
    Sign.TIME_PRESSURE,
    Sign.HOSTILITY,
    Sign.EXIT_RISK,
    Sign.BLURRED_BOUNDARIES,
    Sign.UNTESTED_ASSUMPTION,
}
ORNAMENTS = re.compile(r"[—–!‘’“”…]| - ")
WORN_PHRASES = re.compile(r"i hear you|synergy|win-win|leverage our|touch base|circle back", re.I)

BEYOND = {
    "violence": [
        "He threatened to kill him if we stop the deliveries.",
        "Their owner said: I will kill you if this gets out",
        "They're going to beat me up if I go there again",
        "he said he'd break your legs",
        "She punched our driver in the yard this morning",
        "Our rep got death threats after the call.",
        "I know where you live, he wrote.",
        "He showed up with a gun at the second meeting",
        "They physically attacked one of our people",
        "they said they would set fire to our warehouse",
    ],
    "discrimination": [
        "The buyer says he won't negotiate with a woman.",
        "They don’t want to work with Muslims on this project",
        "He refuses to sell to immigrants.",
        "They offered her half because she's a woman",
        "we should charge them more because they are foreigners",
        "They turned him down because of his religion",
        "He kept making racist remarks about our engineer",
        "They asked for a man instead of Priya",
        "Their director groped my colleague at the dinner",
        "I think they discriminate against women in this tender",
    ],
    "illegality": [
        "He hinted we should bribe the inspector.",
        "Their purchasing lead asked for a kickback of 3 percent",
        "we could just pay him a small bribe",
        "An envelope full of cash was mentioned",
        "They want us to agree on prices with the other two competitors",
        "Can we rig the tender so that only we fit?",
        "They asked us to backdate the contract to last year",
        "He wants a commission wired to his private account",
        "She suggested we forge the certificate",
        "the plan is to hide this from the auditors",
        "They told us to lie to customs about the origin",
        "help me get around the export controls",
        "He will blackmail their CEO with the photos",
    ],
}
LURES = [
    "Let's kill the meeting, nobody has read the draft.",
    "This discount would murder our margin.",
    "The threat model is in the appendix.",
    "There is an illegal character in the file name.",
    "The model can't discriminate between options A and B.",
    "I'd bribe the kids with ice cream to get an hour for this.",
    "We could bribe the buyers with doughnuts at the next demo.",
    "They threatened to kill the deal if we don't move on price.",
    "They threatened to sue and to go to the press.",
    "They threatened to beat us on price.",
    "Acme will kill us on renewal if we sign this.",
    "They will murder them on delivery times.",
    "My boss is going to kill me when he sees this number.",
    "I'll shoot you the draft after lunch.",
    "We brought a knife to a gun fight with that proposal.",
    "That quote was a punch in the gut.",
    "They kicked me out of the call by accident.",
    "Let's burn down the backlog before we meet.",
    "They have a gun to our head with this date.",
    "We broke our necks to deliver on time.",
    "The red team attacked our pricing page.",
    "Neither party shall offer, pay or accept any bribe or kickback.",
    "The supplier warrants that it has not offered any bribe.",
    "The anti-money laundering checks take five days.",
    "Our clause on sexual harassment and racial discrimination is standard.",
    "The printer won't work with black toner from others.",
    "We rejected the samples because they are black and too heavy.",
    "They refused the servers because they are too old.",
    "The feature does not work because it is disabled by default.",
    "They discriminate against us on price compared with resellers.",
    "We can't meet on Saturday because of his religion.",
    "Dana is on leave because she is pregnant, so talk to Kim.",
    "We want to forge a long-term contract with Acme.",
    "Let's fix the price for two years.",
    "We compared our prices with those of the competitors.",
    "Please hide the column from the auditor view.",
    "Backdate the discount to the first invoice, please.",
    "Their offer is a steal.",
    "This is emotional blackmail about the renewal.",
    "The talks went on, with a lot left under the table to discuss.",
    "It would be illegal under GDPR to share that, says legal.",
    "Can you log in to your personal account?",
    "We hacked together a demo for their team.",
    "They'll fire us as a vendor because we are too slow.",
    "They threatened to punch a hole in our forecast.",
    "We work around VAT differences in the invoice.",
    "Can we get around the sanctions clause wording with legal?",
    "They hired her because she is a woman who knows the market.",
    "We never deal with foreign exchange risk.",
    "They are killing us on payment terms.",
]


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped playbook to make mistakes in."""
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def pivots(playbook: Playbook) -> Iterator[tuple[str, Pivot]]:
    for sign, entry in playbook.signs.items():
        for actor, ways_out in entry.pivots.items():
            for pivot in ways_out:
                yield f"{sign}, {actor}, {pivot.move}", pivot


def with_name(line: str, name: str) -> str:
    return line.format(counterpart=name)


def without_name(line: str) -> str:
    return line.replace(", {counterpart}", "")


def first_words(line: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w']+", line.lower())[:4])


def change(path: Path, edit: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


# The shipped playbook.


def test_every_sign_stands_in_its_family_in_the_order_of_the_vocabulary(playbook: Playbook) -> None:
    assert tuple(playbook.families) == FAMILIES
    assert [sign for family in playbook.families.values() for sign in family] == list(Sign)


def test_signs_that_can_be_mutual_have_advice_for_both(playbook: Playbook) -> None:
    mutual = {sign for sign, entry in playbook.signs.items() if Actor.BOTH in entry.actors}
    assert mutual == MUTUAL


def test_every_sign_and_actor_has_a_pivot_for_each_posture(playbook: Playbook) -> None:
    gaps = {
        (str(sign), str(actor)): ADVISED - {posture for way in ways_out for posture in way.postures}
        for sign, entry in playbook.signs.items()
        for actor, ways_out in entry.pivots.items()
    }
    assert {where: gap for where, gap in gaps.items() if gap} == {}


def test_the_pivots_of_an_actor_are_different_moves(playbook: Playbook) -> None:
    for sign, entry in playbook.signs.items():
        for actor, ways_out in entry.pivots.items():
            moves = [pivot.move for pivot in ways_out]
            assert len(moves) == len(set(moves)) >= 2, f"{sign}, {actor}: {moves}"


def test_every_move_and_strategy_is_used(playbook: Playbook) -> None:
    used = [pivot for _, pivot in pivots(playbook)]
    assert {pivot.move for pivot in used} == set(Move)
    assert {pivot.strategy for pivot in used} == set(Strategy)


def test_no_two_lines_are_alike_or_begin_alike(playbook: Playbook) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for where, pivot in pivots(playbook):
        for beginning in {
            first_words(without_name(pivot.line)),
            first_words(with_name(pivot.line, "Dana")),
        }:
            assert beginning not in seen, f"{where} begins as {seen.get(beginning)} does"
        seen[first_words(without_name(pivot.line))] = where
        seen[first_words(with_name(pivot.line, "Dana"))] = where


def test_no_two_reasons_or_things_to_watch_are_the_same(playbook: Playbook) -> None:
    for field in ("why", "watch"):
        texts = [getattr(pivot, field) for _, pivot in pivots(playbook)]
        repeated = {text for text in texts if texts.count(text) > 1}
        assert repeated == set(), field


@pytest.mark.parametrize("name", [None, "Dana", "Acme", "Müller & Söhne"])
def test_every_line_reads_well_with_and_without_a_name(
    playbook: Playbook, name: str | None
) -> None:
    for where, pivot in pivots(playbook):
        said = with_name(pivot.line, name) if name else without_name(pivot.line)
        assert not re.search(r"[{}]", said), where
        assert not re.search(r",\s*,|\s[,.;:?]|,[.?;:]|\s\s|^\W", said), f"{where}: {said}"
        assert said[0].isupper(), f"{where}: {said}"
        assert said[-1] in ".?", f"{where}: {said}"
        assert 12 <= len(said.split()) <= 40, f"{where}: {said}"


def test_a_name_stands_only_where_it_can_be_left_out(playbook: Playbook) -> None:
    lines = [pivot.line for _, pivot in pivots(playbook)]
    named = [line for line in lines if "{counterpart}" in line]
    for line in named:
        assert line.count("{counterpart}") == line.count(", {counterpart}") == 1, line
        assert re.search(r", \{counterpart\}[,.;:?]", line), line
    assert 0.35 <= len(named) / len(lines) <= 0.65


def test_a_line_for_the_own_team_does_not_address_the_counterpart(playbook: Playbook) -> None:
    inside = [(where, pivot) for where, pivot in pivots(playbook) if pivot.to == "own_team"]
    assert len(inside) == 4
    for where, pivot in inside:
        assert ", us, " in where, where
        assert "{counterpart}" not in pivot.line, where


def test_the_words_are_plain(playbook: Playbook) -> None:
    for where, pivot in pivots(playbook):
        for text in (pivot.why, pivot.line, pivot.watch):
            assert not ORNAMENTS.search(text), f"{where}: {text}"
            assert not WORN_PHRASES.search(text), f"{where}: {text}"


def test_what_may_be_read_in_a_channel_blames_nobody(playbook: Playbook) -> None:
    for sign, entry in playbook.signs.items():
        for actor, effect in entry.effect.items():
            assert not re.search(r"\b(?:you|your|they|we|our)\b", effect, re.I), f"{sign}, {actor}"


def test_a_button_fits_any_actor(playbook: Playbook) -> None:
    labels = [entry.closest for entry in playbook.signs.values()]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert not re.match(r"(?:they|we)\b", label, re.I), label


def test_every_posture_has_a_caution_and_praise_is_one_sentence(playbook: Playbook) -> None:
    assert set(playbook.cautions) == {
        "looking_weak",
        "cooperation_as_concession",
        "always_collaborating",
        "no_boundaries",
    }
    cautioned = {posture for caution in playbook.cautions.values() for posture in caution.postures}
    assert cautioned == ADVISED
    for move, entry in playbook.moves.items():
        assert re.fullmatch(r"[^.?]+\.", entry.keep_doing), move


# A mistake in a playbook.


def unknown_field(content: dict[str, Any]) -> None:
    content["stalemate"]["colour"] = "red"


def unknown_move(content: dict[str, Any]) -> None:
    content["stalemate"]["pivots"]["them"][1]["move"] = "arm_twisting"


def unknown_actor(content: dict[str, Any]) -> None:
    content["stalemate"]["effect"]["nobody"] = "It does nothing."


def wrong_type(content: dict[str, Any]) -> None:
    content["stalemate"]["name"] = 7


def text_for_an_entry(content: dict[str, Any]) -> None:
    content["stalemate"] = "going round in circles"


def actor_without_pivots(content: dict[str, Any]) -> None:
    del content["stalemate"]["pivots"]["us"]


def effect_without_pivots(content: dict[str, Any]) -> None:
    del content["stalemate"]["effect"]["both"]


def one_move_only(content: dict[str, Any]) -> None:
    del content["stalemate"]["pivots"]["them"][1:]


def label_too_long(content: dict[str, Any]) -> None:
    content["stalemate"]["closest"] = "round " * 20


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (unknown_field, ["colour", "not permitted"]),
        (unknown_move, ["pivots → them → 1 → move", "open_question"]),
        (unknown_actor, ["effect → nobody", "'them'"]),
        (wrong_type, ["name", "valid string"]),
        (text_for_an_entry, ["valid dictionary"]),
        (actor_without_pivots, ["pivots are missing for: us"]),
        (effect_without_pivots, ["effect and pivots must name the same actors"]),
        (one_move_only, ["'them'", "at least two different moves"]),
        (label_too_long, ["closest", "60 characters"]),
    ],
)
def test_a_mistake_in_an_entry_names_file_entry_and_fault(
    folder: Path, mistake: Any, named: list[str]
) -> None:
    change(folder / "deadlock.yaml", mistake)
    with pytest.raises(PlaybookError) as caught:
        load_playbook(folder)
    for words in ["deadlock.yaml", "stalemate", *named]:
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("file", "entry"),
    [
        ("blind_spot", "untested_assumption"),
        ("moves", "reframe"),
        ("strategies", "build_trust"),
        ("postures", "none"),
    ],
)
def test_a_missing_entry_is_named(folder: Path, file: str, entry: str) -> None:
    change(folder / f"{file}.yaml", lambda content: content.pop(entry))
    with pytest.raises(PlaybookError, match=f"no entry for {entry}"):
        load_playbook(folder)


def test_an_entry_that_is_no_sign_is_named(folder: Path) -> None:
    change(
        folder / "exit.yaml", lambda content: content.update(cold_feet=dict(content["exit_risk"]))
    )
    with pytest.raises(PlaybookError, match="cold_feet"):
        load_playbook(folder)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("stalemate: [unclosed", "cannot be read"),
        ("- a list\n- of things\n", "must be a mapping"),
        ("", "must be a mapping"),
    ],
)
def test_a_file_that_is_not_a_mapping_is_named(folder: Path, content: str, named: str) -> None:
    (folder / "deadlock.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PlaybookError, match=rf"^deadlock\.yaml: {named}"):
        load_playbook(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "cautions.yaml").unlink()
    with pytest.raises(PlaybookError, match=r"^cautions\.yaml: cannot be read"):
        load_playbook(folder)


# What is beyond coaching.


def beyond(playbook: Playbook, text: str) -> set[str]:
    return {
        name
        for name, entry in playbook.beyond_coaching.items()
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in entry.patterns)
    }


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in BEYOND.items() for text in texts]
)
def test_what_is_beyond_coaching_is_seen(playbook: Playbook, name: str, text: str) -> None:
    assert beyond(playbook, text) == {name}


@pytest.mark.parametrize("text", LURES)
def test_an_ordinary_figure_of_speech_stays_silent(playbook: Playbook, text: str) -> None:
    assert beyond(playbook, text) == set()


def test_the_playbooks_own_words_are_never_beyond_coaching(playbook: Playbook) -> None:
    for where, pivot in pivots(playbook):
        assert beyond(playbook, f"{pivot.why} {pivot.line} {pivot.watch}") == set(), where


def test_it_says_whom_to_bring_in(playbook: Playbook) -> None:
    assert set(playbook.beyond_coaching) == set(BEYOND)
    for name, entry in playbook.beyond_coaching.items():
        assert "manager" in entry.say, name
        assert re.search(r"\b(?:legal|security)\b", entry.say), name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Acme", "On Acme's side"),
        ("Harbour Foods", "On Harbour Foods' side"),
        (None, "On their side"),
    ],
)
def test_what_is_theirs_is_named_as_people_write_it(name: str | None, told: str) -> None:
    assert naming("On {their} side", name) == told
