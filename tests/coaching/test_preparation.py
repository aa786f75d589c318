"""The checklist fits the deal, the reflection blames nobody, and what was learned comes back."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coaching.climate import Standing
from coaching.history import review
from coaching.playbook.loader import FOLDER, PlaybookError, load_playbook
from coaching.playbook.schema import ReflectionPrompts, naming
from coaching.preparation import (
    LEAST_ESSENTIALS,
    LONGEST_WORDS,
    MOST_ITEMS,
    Checklist,
    DealSoFar,
    Helped,
    Learned,
    NextStep,
    Reflection,
    learned,
    prepare,
    reflection_form,
)
from coaching.vocabulary import Actor, Cue, Element, Move, Outcome, Sign, Trust

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAYBOOK = load_playbook()
FACED = [(sign, actor) for sign, entry in PLAYBOOK.signs.items() for actor in entry.pivots]
ORDER = ["sign", "open_point", "learned", "question", "learned", "essential"]
TWO_MINUTES = list(PLAYBOOK.preparation.two_minute_form)

ORNAMENTS = re.compile(r"[—–!‘’“”…]| - ")
WORN_PHRASES = re.compile(r"i hear you|synergy|win-win|leverage our|touch base|circle back", re.I)
BLAME = re.compile(r"\b(?:blame|fault|fail\w*|wrong|mistakes?|guilty|should have|why did)\b", re.I)
ONE_VERB_FORM = r"(?:would|could|can|did|might)"
"""Verbs that are the same after a name and after "they"."""


def standing(sign: Sign, actor: Actor = Actor.THEM, weight: float = 1.0) -> Standing:
    return Standing(sign, actor, weight, ("1",), MONDAY)


def deal(*standings: Standing, **known: Any) -> DealSoFar:
    return DealSoFar(standings, **known)


def said(days: int = 0, **answers: Any) -> Reflection:
    return Reflection(at=MONDAY + timedelta(days=days), **answers)


def of_kind(checklist: Checklist, *kinds: str) -> list[str]:
    return [item.text for item in checklist.items if item.kind in kinds]


def ids(checklist: Checklist) -> list[str]:
    return [item.id for item in checklist.items]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower())) - {"the", "and", "that", "what", "which", "for"}


# The checklist, by example.


@pytest.mark.parametrize(("sign", "actor"), FACED)
def test_every_sign_and_actor_has_items_of_its_own_that_come_first(
    sign: Sign, actor: Actor
) -> None:
    first = prepare(PLAYBOOK, deal(standing(sign, actor))).items[0]
    assert first.kind == "sign"
    own = PLAYBOOK.preparation.signs[sign].facing[actor].items
    assert first.text == naming(own[0].text, None)
    texts = [task.text for s, a in FACED for task in PLAYBOOK.preparation.signs[s].facing[a].items]
    assert all(texts.count(task.text) == 1 for task in own)


@pytest.mark.parametrize(("sign", "actor"), FACED)
def test_every_sign_and_actor_words_the_two_minute_form(sign: Sign, actor: Actor) -> None:
    plain = prepare(PLAYBOOK, deal(), "short")
    fitted = prepare(PLAYBOOK, deal(standing(sign, actor)), "short")
    assert ids(fitted) == ids(plain) == TWO_MINUTES
    changed = [
        new.kind for old, new in zip(plain.items, fitted.items, strict=True) if old.text != new.text
    ]
    assert 1 <= len(changed) <= 2
    assert set(changed) == {"sign"}


def test_where_nothing_is_known_it_is_the_essentials_of_all_seven_elements() -> None:
    checklist = prepare(PLAYBOOK, deal())
    assert len(checklist.items) == MOST_ITEMS
    assert {item.kind for item in checklist.items} == {"essential"}
    assert {item.element for item in checklist.items} == set(Element)
    assert set(TWO_MINUTES) <= set(ids(checklist))


def test_the_weightiest_signs_come_first_and_at_most_three_of_them() -> None:
    signs = [Sign.STALEMATE, Sign.HOSTILITY, Sign.ULTIMATUM, Sign.EXIT_RISK]
    by_weight = [standing(sign, weight=weight) for weight, sign in enumerate(signs)]
    answers = of_kind(prepare(PLAYBOOK, deal(*by_weight)), "sign")
    facing = [
        PLAYBOOK.preparation.signs[sign].facing[Actor.THEM]
        for sign in (Sign.EXIT_RISK, Sign.ULTIMATUM, Sign.HOSTILITY)
    ]
    wanted = [*facing[0].items, facing[1].items[0], facing[2].items[0]]
    assert answers == [naming(task.text, None) for task in wanted]


def test_facing_a_sign_is_prepared_for_otherwise_than_having_shown_it() -> None:
    theirs, ours = (
        set(ids(prepare(PLAYBOOK, deal(standing(Sign.ULTIMATUM, actor)))))
        for actor in (Actor.THEM, Actor.US)
    )
    assert "behind_the_limit" in theirs - ours
    assert "way_back" in ours - theirs


def test_a_sign_whose_actor_cannot_show_it_is_prepared_for_all_the_same() -> None:
    mutual = prepare(PLAYBOOK, deal(standing(Sign.APPEASEMENT, Actor.BOTH)))
    assert mutual == prepare(PLAYBOOK, deal(standing(Sign.APPEASEMENT, Actor.THEM)))


EVERYTHING = deal(
    standing(Sign.ULTIMATUM),
    standing(Sign.BLURRED_BOUNDARIES, Actor.US, 0.5),
    standing(Sign.HOSTILITY, Actor.BOTH, 0.4),
    learned=Learned(
        next_steps=(
            NextStep("Send the draft", "Dana", date(2026, 3, 5)),
            NextStep("Ask legal"),
            NextStep("Book a room"),
        ),
        disproved=("Price matters most to them", "They like us"),
        helped=(Helped(Sign.HOSTILITY, Move.ACKNOWLEDGE),),
        keep="Ask first",
        change="Let them finish",
    ),
    questions=("Who signs?", "What happens in May?", "Is Kim leaving?"),
    counterpart="Acme",
)


def test_signs_then_open_points_then_questions_then_essentials() -> None:
    checklist = prepare(PLAYBOOK, EVERYTHING)
    assert len(checklist.items) == MOST_ITEMS
    assert [item.text for item in checklist.items if item.id.startswith("words_")] == [
        "Still open: Send the draft (Dana, by 5 March)",
        "Still open: Ask legal",
        "No longer count on this: Price matters most to them",
        "Do differently: Let them finish",
        "Find out: Who signs?",
    ]
    assert [item.kind for item in checklist.items] == [
        *["sign"] * 4,
        *["open_point"] * 2,
        *["learned"] * 2,
        "question",
        *["essential"] * LEAST_ESSENTIALS,
    ]


def test_where_there_is_room_it_says_what_helped_and_what_to_keep() -> None:
    known = Learned(helped=(Helped(Sign.ULTIMATUM, Move.OPEN_QUESTION),), keep="Ask first")
    showing = prepare(PLAYBOOK, deal(standing(Sign.ULTIMATUM), learned=known))
    assert of_kind(showing, "learned") == [
        "Have this ready again: open question",
        "Keep doing: Ask first",
    ]
    elsewhere = prepare(PLAYBOOK, deal(standing(Sign.STALEMATE), learned=known))
    assert of_kind(elsewhere, "learned") == ["Keep doing: Ask first"]


def test_an_essential_gives_way_to_an_answer_about_the_same() -> None:
    known = deal(standing(Sign.BLURRED_BOUNDARIES, Actor.US))
    walk_away = [item for item in prepare(PLAYBOOK, known).items if item.id == "walk_away"]
    assert [item.kind for item in walk_away] == ["sign"]


def test_two_signs_that_are_answered_alike_each_get_an_answer() -> None:
    alike = deal(standing(Sign.ULTIMATUM), standing(Sign.BLURRED_BOUNDARIES, Actor.US, 0.5))
    assert len(of_kind(prepare(PLAYBOOK, alike), "sign")) == 3


@pytest.mark.parametrize(
    ("cue", "about"),
    [(Cue.WEAK_LEVERAGE, "better_alternative"), (Cue.LONG_TERM, "relationship_now")],
)
def test_the_context_calls_for_an_essential(cue: Cue, about: str) -> None:
    full = replace(
        EVERYTHING, standings=(standing(Sign.HOSTILITY, Actor.BOTH, 9), *EVERYTHING.standings[:2])
    )
    assert about not in ids(prepare(PLAYBOOK, full))
    assert about in ids(prepare(PLAYBOOK, replace(full, cues={cue})))


def test_what_a_team_does_anyway_gives_way_to_what_it_has_not_done() -> None:
    packages, trade = "packages", "cheap_for_us"
    never = ids(prepare(PLAYBOOK, EVERYTHING))
    assert (packages in never, trade in never) == (True, False)
    often = ids(prepare(PLAYBOOK, replace(EVERYTHING, moves={Move.MULTIPLE_OPTIONS: 4})))
    assert (packages in often, trade in often) == (False, True)


def test_the_same_words_are_one_item_whoever_wrote_them_where() -> None:
    twice = deal(
        learned=Learned(next_steps=(NextStep("Ask who signs"),), change="ask  who signs."),
        questions=("Ask who signs?",),
    )
    checklist = prepare(PLAYBOOK, twice)
    assert of_kind(checklist, "open_point", "learned", "question") == ["Still open: Ask who signs"]


def test_own_words_without_a_word_are_left_out_and_long_ones_cut() -> None:
    checklist = prepare(PLAYBOOK, deal(questions=(" \n?", "long " * 100)))
    (question,) = of_kind(checklist, "question")
    assert question.endswith("…")
    assert len(question) <= len("Find out: ") + LONGEST_WORDS


def test_ids_stay_while_wording_and_place_change() -> None:
    before = prepare(PLAYBOOK, EVERYTHING)
    after = prepare(
        load_playbook(),
        deal(
            *reversed(EVERYTHING.standings),
            learned=EVERYTHING.learned,
            questions=EVERYTHING.questions,
            counterpart="Acme Holding",
        ),
    )
    assert before != after
    assert ids(before) == ids(after)
    assert NextStep("Send the draft").item_id in ids(before)


def test_a_tick_on_the_short_form_holds_on_the_full_one() -> None:
    assert set(ids(prepare(PLAYBOOK, deal(), "short"))) <= set(ids(prepare(PLAYBOOK, deal())))


# The checklist, whatever is known.

SIGNS = st.sampled_from(Sign)
WORDS = st.one_of(
    st.text(max_size=20), st.sampled_from(["Who signs?", "who signs", "Send it", "{them} {0}"])
)
STANDINGS = st.lists(
    st.builds(standing, SIGNS, st.sampled_from(Actor), st.floats(0, 5)),
    unique_by=lambda standing: standing.sign,
).map(tuple)
STEPS = st.builds(NextStep, WORDS, WORDS, st.none() | st.dates())
LEARNED = st.builds(
    Learned,
    next_steps=st.lists(STEPS, max_size=4).map(tuple),
    disproved=st.lists(WORDS, max_size=3).map(tuple),
    helped=st.lists(st.builds(Helped, SIGNS, st.sampled_from(Move)), max_size=4).map(tuple),
    keep=WORDS,
    change=WORDS,
)
DEALS = st.builds(
    DealSoFar,
    standings=STANDINGS,
    moves=st.frozensets(st.sampled_from(Move)),
    cues=st.frozensets(st.sampled_from(Cue)),
    learned=LEARNED,
    questions=st.lists(WORDS, max_size=4).map(tuple),
    counterpart=st.none() | st.sampled_from(["Acme", "Dana", "Müller & Söhne", "{their} {"]),
)


@given(DEALS)
def test_any_deal_has_a_full_checklist_without_repetition(known: DealSoFar) -> None:
    items = prepare(PLAYBOOK, known).items
    assert len(items) == MOST_ITEMS
    assert len({item.id for item in items}) == len(items)
    assert len({item.text.casefold() for item in items}) == len(items)
    assert sum(item.kind == "essential" for item in items) >= LEAST_ESSENTIALS
    assert all(item.text and item.why for item in items)


@given(DEALS)
def test_in_any_deal_the_kinds_keep_their_order(known: DealSoFar) -> None:
    kinds = [kind for kind, _ in groupby(item.kind for item in prepare(PLAYBOOK, known).items)]
    left = iter(ORDER)
    assert all(kind in left for kind in kinds)


@given(DEALS)
def test_any_deal_has_the_same_five_short_questions(known: DealSoFar) -> None:
    short = prepare(PLAYBOOK, known, "short")
    assert ids(short) == TWO_MINUTES
    assert all(item.text.endswith("?") for item in short.items)


@given(DEALS)
def test_any_deal_is_prepared_alike_each_time(known: DealSoFar) -> None:
    assert prepare(PLAYBOOK, known) == prepare(PLAYBOOK, known)


# The words.


def phrases() -> Iterator[tuple[str, str]]:
    """Every sentence with where it stands."""
    preparation = PLAYBOOK.preparation
    for element, task in preparation.tasks():
        yield f"{element}, {task.about}: text", task.text
        yield f"{element}, {task.about}: why", task.why
    for about, question in preparation.two_minute_form.items():
        yield f"two_minute_form, {about}", question
    for sign, entry in preparation.signs.items():
        for actor, facing in entry.facing.items():
            for about, question in facing.two_minutes.items():
                yield f"{sign}, {actor}, two_minutes, {about}", question
    for name in type(preparation.own_words).model_fields:
        yield f"own_words, {name}", getattr(preparation.own_words, name).why
    for name in ReflectionPrompts.model_fields:
        prompt = getattr(preparation.reflection, name)
        yield f"reflection, {name}: label", prompt.label
        yield f"reflection, {name}: hint", prompt.hint


def test_every_sentence_is_plain_and_whole_with_and_without_a_name() -> None:
    for where, phrase in phrases():
        for name in (None, "Dana", "Müller & Söhne"):
            said = naming(phrase, name)
            assert re.fullmatch(r"[A-Z][^{}]+[.?]", said), f"{where}: {said}"
            assert not re.search(r"\s\s|\s[,.;:?]|,,", said), f"{where}: {said}"
            assert not ORNAMENTS.search(said), f"{where}: {said}"
            assert not WORN_PHRASES.search(said), f"{where}: {said}"
            assert len(said.split()) <= 25, f"{where}: {said}"


def test_a_name_comes_at_most_once_and_fits_the_verb() -> None:
    for where, phrase in phrases():
        assert len(re.findall(r"[{]", phrase)) <= 1, f"{where}: {phrase}"
        if "{they}" in phrase:
            fits = rf"{ONE_VERB_FORM} \{{they\}}|\{{they\}} (?:{ONE_VERB_FORM}|\w+ed)\b|gave"
            assert re.search(fits, phrase), f"{where}: {phrase}"


def test_a_name_is_said_where_it_is_known() -> None:
    assert any("Acme" in item.text for item in prepare(PLAYBOOK, EVERYTHING).items)
    assert any("Acme" in prompt.label for prompt in reflection_form(PLAYBOOK, EVERYTHING).prompts)


def test_a_why_names_nobody_and_an_item_asks_or_tells_one_thing() -> None:
    for where, phrase in phrases():
        if where.endswith("why"):
            assert "{" not in phrase, where
        if where.endswith("text"):
            assert phrase.endswith(".") or ": do " in phrase, f"{where}: {phrase}"


def test_no_two_tasks_say_nearly_the_same() -> None:
    """Those that may stand on one checklist, by how many of their words they share."""
    tasks = list({task.text: task for _, task in PLAYBOOK.preparation.tasks()}.values())
    near = [
        (one.text, other.text)
        for number, one in enumerate(tasks)
        for other in tasks[:number]
        if one.about != other.about
        and len(words_of(one.text) & words_of(other.text))
        > 0.6 * min(len(words_of(one.text)), len(words_of(other.text)))
    ]
    assert near == []


def test_no_two_reasons_are_the_same() -> None:
    whys = [task.why for _, task in PLAYBOOK.preparation.tasks()]
    assert {why for why in whys if whys.count(why) > 1} == set()


# The reflection.


def test_it_asks_for_facts_first_and_for_the_next_step_last() -> None:
    prompts = reflection_form(PLAYBOOK, deal()).prompts
    assert [prompt.name for prompt in prompts] == [
        name for name in Reflection.model_fields if name not in ("at", "step_done")
    ]
    assert [prompt.name for prompt in prompts[:3]] == ["what_happened", "wanted", "got"]
    assert [prompt.name for prompt in prompts[-3:]] == ["next_step", "owner", "due"]
    assert {p.name: p.answer for p in prompts if p.answer in ("person", "date")} == {
        "owner": "person",
        "due": "date",
    }


def test_it_blames_nobody() -> None:
    for where, phrase in phrases():
        if where.startswith("reflection"):
            assert not BLAME.search(phrase), f"{where}: {phrase}"


@given(DEALS)
def test_each_choice_can_be_the_answer(known: DealSoFar) -> None:
    for prompt in reflection_form(PLAYBOOK, known).prompts:
        assert (prompt.answer == "choice") == bool(prompt.choices)
        for choice in prompt.choices:
            Reflection.model_validate({"at": MONDAY, prompt.name: choice.value})


def test_the_signs_of_the_deal_and_its_pivots_are_offered_first() -> None:
    known = deal(standing(Sign.EXIT_RISK, weight=0.5), standing(Sign.HOSTILITY, Actor.US, 2.0))
    choices = {
        prompt.name: [choice.value for choice in prompt.choices]
        for prompt in reflection_form(PLAYBOOK, known).prompts
    }
    assert choices["sign"][:2] == [Sign.HOSTILITY, Sign.EXIT_RISK]
    assert sorted(choices["sign"]) == sorted(Sign)
    assert choices["pivot_move"][0] == Move.ACKNOWLEDGE
    assert sorted(choices["pivot_move"]) == sorted(Move)


def test_a_reflection_may_say_nothing_and_keeps_no_blanks() -> None:
    assert said().trust is None
    assert said(next_step="  call them\n").next_step == "call them"


# What was learned.


def test_nothing_is_learned_from_nothing() -> None:
    assert learned([]) == learned([said()]) == Learned()


def test_steps_that_are_not_done_stay_open_the_soonest_due_first() -> None:
    steps = learned(
        [
            said(1, next_step="Whenever"),
            said(2, next_step="Later", due=date(2026, 4, 1)),
            said(3, next_step="Done", due=date(2026, 3, 4), step_done=True),
            said(4, next_step="Soon", owner="Dana", due=date(2026, 3, 9)),
        ]
    ).next_steps
    assert [step.text for step in steps] == ["Soon", "Later", "Whenever"]
    assert steps[0] == NextStep("Soon", "Dana", date(2026, 3, 9))


def test_a_step_that_is_taken_on_again_is_open_again() -> None:
    (again,) = learned(
        [
            said(1, next_step="Call them", step_done=True),
            said(2, next_step="call them", owner="Kim"),
        ]
    ).next_steps
    assert again.owner == "Kim"
    done = [said(1, next_step="Call them"), said(2, next_step="Call them", step_done=True)]
    assert learned(done).next_steps == ()


def test_the_newest_assumption_comes_first_and_keep_and_change_are_the_latest() -> None:
    come_to = learned(
        [
            said(2, wrong_assumption="Two", keep="B", change="b"),
            said(1, wrong_assumption="One", keep="A", change="a"),
            said(3, keep="C"),
        ]
    )
    assert come_to.disproved == ("Two", "One")
    assert (come_to.keep, come_to.change) == ("C", "")


def tried(move: Move, worked: Outcome | None, sign: Sign | None = Sign.ULTIMATUM) -> Reflection:
    return said(sign=sign, pivot_move=move, pivot_worked=worked)


def test_a_move_helped_where_it_worked_more_often_than_not() -> None:
    come_to = learned(
        [
            tried(Move.REFRAME, Outcome.PARTLY),
            tried(Move.OPEN_QUESTION, Outcome.YES),
            tried(Move.TRADE_OFF, Outcome.YES),
            tried(Move.TRADE_OFF, Outcome.NO),
            tried(Move.ACKNOWLEDGE, None),
            tried(Move.TRANSPARENCY, Outcome.YES, None),
        ]
    )
    assert come_to.helped == (
        Helped(Sign.ULTIMATUM, Move.OPEN_QUESTION),
        Helped(Sign.ULTIMATUM, Move.REFRAME),
    )


def test_what_was_learned_is_on_the_next_checklist() -> None:
    come_to = learned([said(next_step="Send the draft", owner="Dana", change="Let them finish")])
    texts = [item.text for item in prepare(PLAYBOOK, DealSoFar(learned=come_to)).items]
    assert texts[:2] == ["Still open: Send the draft (Dana)", "Do differently: Let them finish"]


# A person's own history.

REFLECTIONS = st.lists(
    st.builds(
        said,
        st.integers(0, 9),
        sign=st.none() | SIGNS,
        actor=st.none() | st.sampled_from(Actor),
        pivot_move=st.none() | st.sampled_from(Move),
        pivot_worked=st.none() | st.sampled_from(Outcome),
        trust=st.none() | st.sampled_from(Trust),
        wrong_assumption=st.sampled_from(["", "One", "Two"]),
        next_step=st.sampled_from(["", "Call", "call", "Write"]),
        step_done=st.booleans(),
    )
)


def test_a_history_counts_signs_pivots_and_trust() -> None:
    history = review(
        [
            said(3, sign=Sign.ULTIMATUM, actor=Actor.US, trust=Trust.DOWN),
            said(1, sign=Sign.ULTIMATUM, actor=Actor.THEM, trust=Trust.UP),
            said(2, sign=Sign.ULTIMATUM, pivot_move=Move.REFRAME, trust=Trust.UP),
            said(4, sign=Sign.STALEMATE, pivot_move=Move.REFRAME, pivot_worked=Outcome.YES),
        ]
    )
    assert history.meetings == 4
    assert [(met.sign, met.times) for met in history.signs] == [
        (Sign.ULTIMATUM, 3),
        (Sign.STALEMATE, 1),
    ]
    assert history.signs[0].by_actor == {Actor.THEM: 1, Actor.US: 1}
    (pivot,) = history.pivots
    assert (pivot.move, pivot.times, pivot.outcomes) == (Move.REFRAME, 2, {Outcome.YES: 1})
    assert [(at.trust, at.level) for at in history.trust] == [
        (Trust.UP, 1),
        (Trust.UP, 2),
        (Trust.DOWN, 1),
    ]


@given(REFLECTIONS)
def test_any_history_adds_up(reflections: list[Reflection]) -> None:
    history = review(reflections)
    assert history.meetings == len(reflections)
    assert sum(met.times for met in history.signs) == sum(bool(r.sign) for r in reflections)
    assert sum(tried.times for tried in history.pivots) == sum(
        bool(r.pivot_move) for r in reflections
    )
    assert all(sum(met.by_actor.values()) <= met.times for met in history.signs)
    assert [at.at for at in history.trust] == sorted(r.at for r in reflections if r.trust)


@given(REFLECTIONS)
def test_any_reflections_come_to_something_a_checklist_can_say(
    reflections: list[Reflection],
) -> None:
    come_to = learned(reflections)
    assert len({step.item_id for step in come_to.next_steps}) == len(come_to.next_steps)
    assert len(set(come_to.disproved)) == len(come_to.disproved)
    assert len(prepare(PLAYBOOK, DealSoFar(learned=come_to)).items) == MOST_ITEMS


# A mistake in the file.


def unknown_placeholder(content: dict[str, Any]) -> None:
    content["signs"]["ultimatum"]["facing"]["them"]["items"][0]["text"] = "Ask {name} about it."


def too_long_to_tick(content: dict[str, Any]) -> None:
    content["elements"]["options"]["items"][1]["text"] = "Find something cheap. " * 4


def element_missing(content: dict[str, Any]) -> None:
    del content["elements"]["legitimacy"]


def topic_twice(content: dict[str, Any]) -> None:
    content["elements"]["options"]["items"][1]["about"] = "packages"


def topic_elsewhere(content: dict[str, Any]) -> None:
    content["signs"]["ultimatum"]["facing"]["them"]["items"][1]["element"] = "options"


def unknown_topic(content: dict[str, Any]) -> None:
    content["signs"]["ultimatum"]["facing"]["us"]["two_minutes"]["moods"] = "How do we feel?"


def actor_missing(content: dict[str, Any]) -> None:
    del content["signs"]["ultimatum"]["facing"]["both"]


def sign_missing(content: dict[str, Any]) -> None:
    del content["signs"]["ultimatum"]


def six_questions(content: dict[str, Any]) -> None:
    content["two_minute_form"]["ifs"] = "Which ifs do we have?"


def no_room_for_words(content: dict[str, Any]) -> None:
    content["own_words"]["change"]["text"] = "Do something differently."


def prompt_missing(content: dict[str, Any]) -> None:
    del content["reflection"]["trust_evidence"]


def choice_missing(content: dict[str, Any]) -> None:
    del content["reflection"]["trust"]["choices"]["same"]


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (unknown_placeholder, ["signs → ultimatum → facing → them → items → 0 → text", "{they}"]),
        (too_long_to_tick, ["elements → options → items → 1 → text", "75 characters"]),
        (element_missing, ["elements", "legitimacy"]),
        (topic_twice, ["elements", "two items are about packages"]),
        (topic_elsewhere, ["walk_away: under alternatives and under options"]),
        (unknown_topic, ["signs: ultimatum: us", "moods"]),
        (actor_missing, ["signs: ultimatum", "them, us, both"]),
        (sign_missing, ["signs: ultimatum", "them, us, both"]),
        (six_questions, ["two_minute_form", "at most 5"]),
        (no_room_for_words, ["own_words → change → text", "{words}"]),
        (prompt_missing, ["reflection → trust_evidence", "required"]),
        (choice_missing, ["reflection → trust → choices", "at least 3"]),
    ],
)
def test_a_mistake_names_file_and_entry(tmp_path: Path, mistake: Any, named: list[str]) -> None:
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    path = tmp_path / "preparation.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    mistake(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        load_playbook(tmp_path)
    for words in ["preparation.yaml", *named]:
        assert words in str(caught.value)
