"""A year of meetings, planned, moved, changed and called off at random by people who travel, and
which reminders must come of it: worked out from the rules alone, not by the bot's own reckoning.
"""

import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.clock import MovableClock
from bot.meetings.form import Draft
from bot.meetings.plans import Plans
from bot.meetings.reminding import Reminding
from bot.scheduling.delivering import Deliverer, Places
from bot.services import Services
from bot.slack.messages import Whereabouts
from bot.store.models import DeliveryState, Meeting, Reminder

BEGINS = datetime(2027, 2, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
WHENEVER = BEGINS + 3 * YEAR
ZONES = (
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
BEFORE = ("checklist", "form")
LEADS = (timedelta(minutes=20), timedelta(hours=2), timedelta(days=1), timedelta(days=20))
"""How long before it a meeting is planned, each at most."""


@dataclass
class StillClock(MovableClock):
    """Moves only when it is told to, so that a reminder's minute is known beforehand."""

    def now(self) -> datetime:
        return BEGINS + self.offset

    def move_to(self, moment: datetime) -> None:
        self.advance(moment - self.now())


@dataclass(frozen=True)
class Step:
    """A meeting as somebody wants it from then on; `draft` is None where it is called off."""

    at: datetime
    meeting: int
    draft: Draft | None


@dataclass(frozen=True, order=True)
class Sent:
    """A reminder that came, or must come."""

    meeting: int
    start: datetime
    to: str
    kind: str
    at: datetime


@dataclass
class Life:
    """What people do in a year."""

    people: Sequence[str]
    channels: Sequence[str]
    meetings: int
    chance: random.Random
    stays: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    """Of each person, since when they are in which zone."""

    def __post_init__(self) -> None:
        for number, person in enumerate(self.people):
            home = ZONES[number % len(ZONES)]
            self.stays[person] = [(BEGINS - YEAR, home)]
            if number % 4 == 0:
                leaves = BEGINS + YEAR * self.chance.random()
                away = timedelta(days=self.chance.randint(2, 60), seconds=7)
                self.stays[person] += [
                    (leaves.replace(microsecond=0), self.chance.choice(ZONES)),
                    (leaves.replace(microsecond=0) + away, home),
                ]

    def zone(self, person: str, at: datetime) -> str:
        stays = self.stays[person]
        return stays[bisect_right(stays, at, key=lambda stay: stay[0]) - 1][1]

    def steps(self) -> list[Step]:
        """In the order of time; no two steps and no reminder fall on the same second."""
        steps = [step for number in range(self.meetings) for step in self._meeting(number)]
        return sorted(steps, key=lambda step: step.at)

    def _meeting(self, number: int) -> Iterator[Step]:
        at, organizer = self._somebody_plans()
        draft = self._draft(at, organizer)
        yield Step(at, number, draft)
        for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
            assert draft.start
            at = self._between(at, draft.start)
            if at >= draft.start - MINUTE:
                return
            what = self.chance.random()
            if what < 0.25:
                yield Step(at, number, None)
                return
            new = self._draft(at, draft.asker.user)
            moved = what < 0.6
            draft = new if moved else new.model_copy(update={"start": draft.start})
            yield Step(at, number, draft)

    def _somebody_plans(self) -> tuple[datetime, str]:
        """Mostly when they are at work."""
        while True:
            at, who = self._between(BEGINS, BEGINS + YEAR), self.chance.choice(self.people)
            if awake(at, self.zone(who, at)) or self.chance.random() < 0.05:
                return at, who

    def _between(self, since: datetime, until: datetime) -> datetime:
        """After `since`, and never on a full minute, which is when reminders are due."""
        at = since + (until - since) * self.chance.random()
        return at.replace(second=0, microsecond=0) + MINUTE * self.chance.randint(61, 119) / 60

    def _draft(self, at: datetime, organizer: str) -> Draft:
        pick = self.chance.choice
        zone = self.zone(organizer, at)
        channel = pick(self.channels) if self.chance.random() < 0.2 else None
        others = pick((0, 0, 0, 0, 1, 2))
        return Draft(
            asker=Whereabouts(user=organizer),
            zone=zone,
            title="Renewal",
            start=self._start(at, ZoneInfo(zone)),
            minutes=pick((15, 30, 45, 60, 90, 480)),
            channel=channel,
            in_channel=bool(channel) and self.chance.random() < 0.8,
            people=tuple(self.chance.sample(self.people, others)),
            checklist_before=pick((None, 2880, 1440, 240)),
            form_before=pick((None, 120, 60, 30)),
            reflect=self.chance.random() < 0.4,
        )

    def _start(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Mostly in office hours and on a working day there, but not always."""
        while True:
            start = at + 10 * MINUTE + self.chance.choice(LEADS) * self.chance.random()
            start = start.replace(minute=5 * (start.minute // 5), second=0, microsecond=0)
            there = start.astimezone(zone)
            usual = there.weekday() < 5 and 8 <= there.hour < 18
            if start > at + MINUTE and (usual or self.chance.random() < 0.2):
                return start


# --- what must come


def awake(at: datetime, zone: str) -> bool:
    there = at.astimezone(ZoneInfo(zone))
    return there.weekday() < 5 and time(8) <= there.time() < time(19)


def wakes(at: datetime, zone: str) -> datetime:
    """Zones differ by quarters of an hour: nobody wakes at another time than such a one."""
    while not awake(at, zone):
        at = _quarter(at) + QUARTER
    return at


def last_evening(at: datetime, zone: str) -> datetime:
    """Half an hour before the quiet that `at` falls in."""
    at = _quarter(at)
    while not awake(at, zone):
        at -= QUARTER
    return at - QUARTER


def _quarter(at: datetime) -> datetime:
    return at - (at - BEGINS) % QUARTER


def wanted(draft: Draft, zone: str, now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Kind, when, and until when it is of use, of what is to be sent to somebody in `zone`."""
    assert draft.start
    soonest = wakes(now, zone)
    if soonest >= draft.start - 5 * MINUTE:
        soonest = now
    list_at = form_at = None
    if draft.form_before:
        form_at = max(_before(draft.start, draft.form_before, 5, zone), soonest)
    if draft.checklist_before:
        least = max(draft.checklist_before // 2, 15)
        list_at = max(_before(draft.start, draft.checklist_before, least, zone), soonest)
    if list_at and form_at and form_at <= list_at:
        if draft.start - list_at >= 2 * (draft.form_before or 0) * MINUTE:
            form_at = None
        else:
            list_at = None
    if list_at and list_at < (until := form_at or draft.start - 15 * MINUTE):
        yield "checklist", list_at, until
    if form_at and form_at < draft.start - 5 * MINUTE:
        yield "form", form_at, draft.start - 5 * MINUTE
    if draft.reflect:
        ended = draft.start + draft.minutes * MINUTE
        asked = wakes(ended + 30 * MINUTE, zone)
        yield "reflection", asked, WHENEVER
        again = wakes(asked + timedelta(days=1), zone)
        yield "reflection_again", again, WHENEVER


def _before(start: datetime, minutes: int, least: int, zone: str) -> datetime:
    at = wakes(start - minutes * MINUTE, zone)
    return at if at <= start - least * MINUTE else last_evening(start - minutes * MINUTE, zone)


def must_come(life: Life, steps: Sequence[Step]) -> list[Sent]:
    of_meeting = defaultdict(list)
    for step in steps:
        of_meeting[step.meeting].append(step)
    return [sent for its in of_meeting.values() for sent in _must_come(life, its)]


def _must_come(life: Life, steps: Sequence[Step]) -> list[Sent]:
    """Of one meeting: what each step wants comes before the next step, or is wanted anew then;
    never twice for one start."""
    came: dict[tuple[datetime, str, str], Sent] = {}
    ends = [step.at for step in steps[1:]] + [WHENEVER]
    for step, end in zip(steps, ends, strict=True):
        for to, host, kind, due, until in _wanted_by(life, step):
            assert step.draft
            assert step.draft.start
            at = _once_awake(life, host, due, until)
            key = step.draft.start, to, kind
            if at < end and key not in came:
                came[key] = Sent(step.meeting, step.draft.start, to, kind, at)
    return list(came.values())


def _wanted_by(life: Life, step: Step) -> Iterator[tuple[str, str, str, datetime, datetime]]:
    """To whom, by whose clock, what, when and until when: a channel goes by its organizer's."""
    draft = step.draft
    if draft is None:
        return
    organizer = draft.asker.user
    for person in {organizer, *draft.people}:
        for kind, at, until in wanted(draft, life.zone(person, step.at), step.at):
            in_channel = draft.in_channel and kind in BEFORE
            if not in_channel:
                yield person, person, kind, at, until
            elif person == organizer:
                yield draft.channel or "", organizer, kind, at, until


def _once_awake(life: Life, person: str, at: datetime, until: datetime) -> datetime:
    """Who has travelled meanwhile is let sleep, if it is still of use then."""
    while at < (waking := wakes(at, life.zone(person, at))) < until:
        at = waking
    return at


# --- what comes


@dataclass
class Run:
    """The bot, through a year of `life`."""

    services: Services
    clock: StillClock
    life: Life
    team: str
    planned: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Key and organizer of the meetings, by their number."""

    async def live(self, steps: Sequence[Step], look: Callable[[], None] = lambda: None) -> None:
        """From each moment at which something is done or due to the next."""
        plans = Plans(self.services)
        deliverer = Deliverer(
            Reminder,
            Reminding(self.services),
            database=self.services.database,
            clock=self.clock,
            gateway=self.services.gateway,
            places=Places(),
        )
        for step in steps:
            await self._deliver_until(deliverer, step.at)
            self.clock.move_to(step.at)
            await self._take(plans, step)
            await deliverer.deliver_due()
            look()
        await self._deliver_until(deliverer, BEGINS + 2 * YEAR)

    async def _deliver_until(self, deliverer: Deliverer[Reminder], end: datetime) -> None:
        while (due := await self._next_due()) and due < end:
            self.clock.move_to(max(due, self.clock.now()))
            await deliverer.deliver_due()

    async def _next_due(self) -> datetime | None:
        pending = select(func.min(Reminder.due_at)).filter_by(state=DeliveryState.PENDING)
        async with self.services.database.unit_of_work() as session:
            return await session.scalar(pending)

    async def _take(self, plans: Plans, step: Step) -> None:
        key, organizer = self.planned.get(step.meeting, (None, ""))
        if step.draft:
            meeting = await plans.keep(self.team, step.draft.model_copy(update={"key": key}))
        else:
            meeting = await plans.cancel(self.team, key or "", organizer)
        assert meeting
        self.planned[step.meeting] = meeting.key, meeting.organizer

    async def came(self, arrived: Sequence[tuple[str, datetime]]) -> list[Sent]:
        """What those messages were, which are given by their keys."""
        async with self.services.database.unit_of_work() as session:
            found = await session.execute(
                select(
                    Reminder.key, Meeting.key, Reminder.starts_at, Reminder.to, Reminder.kind
                ).join(Meeting, Meeting.id == Reminder.meeting_id)
            )
            rows = {key: rest for key, *rest in found}
        numbers = {key: number for number, (key, _) in self.planned.items()}
        return [
            Sent(numbers[meeting], start, to, kind, at)
            for reminder, at in arrived
            for meeting, start, to, kind in [rows[reminder]]
        ]


# --- what is right


def assert_right(life: Life, steps: Sequence[Step], came: Sequence[Sent]) -> str:
    """Just what must come came, once, and at the right moment; and what that is in figures."""
    must = must_come(life, steps)
    late, surplus = sorted(set(must) - set(came)), sorted(set(came) - set(must))
    assert late == surplus == [], f"missing {len(late)}: {late[:3]}; wrong {surplus[:3]}"
    assert len(came) == len(must), "each once"
    drafts = defaultdict(list)
    for step in steps:
        drafts[step.meeting].append(step)
    at_night = Counter[str]()
    for sent in came:
        draft = [step for step in drafts[sent.meeting] if step.at <= sent.at][-1].draft
        assert draft, "nothing comes about what was called off"
        assert draft.start == sent.start, "nor about what was moved"
        if sent.kind in BEFORE:
            assert sent.at < sent.start
        zone = life.zone(draft.asker.user if sent.to == draft.channel else sent.to, sent.at)
        if not awake(sent.at, zone):
            assert sent.kind in BEFORE, sent
            assert wakes(sent.at, zone) >= sent.start - 15 * MINUTE, sent
            at_night[sent.kind] += 1
    return f"all right; in quiet hours, as else it would be too late: {dict(at_night)}"
