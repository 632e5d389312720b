"""The line before the workers: who is next, what is computed once, what is refused, and what a death costs."""

import asyncio
from dataclasses import replace

import pytest

from sim.app.films.setup import SetupError
from sim.app.limits import Limits
from sim.app.problem import Refusal
from sim.app.running.films_store import FilmsStore
from sim.app.running.lane import TooSlow, WorkerDied
from sim.app.running.task import Priority
from sim.app.running.worker import WorkFailed
from sim.app.running.workers import NEW_WORKER_SECONDS, Workers


class Hands:
    """A lane that works in this process: a call is a list of what happens at each try."""

    def __init__(self):
        self.is_open = False
        self.opened = 0
        self.done = []

    async def open(self):
        self.is_open = True
        self.opened += 1

    async def run(self, call, arguments, seconds):
        await asyncio.sleep(0)
        self.done.append(arguments[0])
        outcome = call.pop(0) if len(call) > 1 else call[0]
        if isinstance(outcome, (WorkerDied, TooSlow)):
            self.is_open = False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self):
        self.is_open = False


class Desk:
    """Workers with one lane of hands."""

    def __init__(self, **limits):
        self.hands = Hands()
        self.store = FilmsStore(1000)
        self.addresses = {}
        self.workers = Workers(
            [self.hands],
            replace(Limits(), **limits),
            self.store,
            lambda asker: self.addresses.get(asker, asker),
        )

    def order(self, name, priority=Priority.REST, asker="Ann", outcomes=(b"done",)):
        return self.workers.task(name, priority, list(outcomes), name, asker=asker)

    async def live(self):
        """Let the hands work until nothing is left."""
        self.workers.start()
        while self.workers.waiting() or any(task.runs for task in self.workers._tasks.values()):
            await asyncio.sleep(0.001)
        await self.workers.close()


def at_a_desk(test, **limits):
    async def running():
        await test(Desk(**limits))

    asyncio.run(running())


def test_the_most_urgent_is_next_whenever_it_came():
    async def test(desk):
        for name, priority in (("later", Priority.LATER), ("rest", Priority.REST), ("round", Priority.ROUND)):
            desk.order(name, priority)
        desk.order("opening", Priority.OPENING)
        await desk.live()
        assert desk.hands.done == ["opening", "round", "rest", "later"]

    at_a_desk(test)


def test_of_equally_urgent_tasks_the_first_of_a_session_goes_before_the_second_of_another():
    async def test(desk):
        for name in ("Ann's first", "Ann's second", "Ann's third"):
            desk.order(name, asker="Ann")
        desk.order("Bob's first", asker="Bob")
        await desk.live()
        assert desk.hands.done == ["Ann's first", "Bob's first", "Ann's second", "Ann's third"]

    at_a_desk(test)


def test_equal_work_is_computed_once_and_counts_as_urgent_as_the_most_urgent_asker():
    async def test(desk):
        desk.order("other")
        one = desk.order("shared", Priority.LATER, asker="Ann")
        assert desk.order("shared", Priority.OPENING, asker="Bob") is one
        assert desk.workers.place(one) == 1
        await desk.live()
        assert desk.hands.done == ["shared", "other"]
        assert desk.store.get("shared") == b"done"

    at_a_desk(test)


def test_a_task_knows_its_place_in_the_line():
    async def test(desk):
        tasks = [desk.order(name, asker=name) for name in ("a", "b", "c")]
        assert [desk.workers.place(task) for task in tasks] == [1, 2, 3]
        urgent = desk.order("urgent", Priority.OPENING, asker="d")
        assert [desk.workers.place(task) for task in [urgent, *tasks]] == [1, 2, 3, 4]
        await desk.live()
        assert [desk.workers.place(task) for task in tasks] == [0, 0, 0]

    at_a_desk(test)


def test_a_session_may_have_only_so_much_unfinished_work():
    async def test(desk):
        desk.order("a")
        desk.order("b")
        with pytest.raises(Refusal) as refused:
            desk.order("c")
        assert (refused.value.status, refused.value.key) == (429, "problem.unfinished")
        desk.order("a")
        desk.order("c", asker="Bob")
        desk.order("d", asker=None)
        await desk.live()
        assert sorted(desk.hands.done) == ["a", "b", "c", "d"]
        assert desk.order("e").key == "e"

    at_a_desk(test, unfinished=2)


def test_the_line_has_an_end():
    async def test(desk):
        desk.order("a", asker="Ann")
        desk.order("b", asker="Bob")
        with pytest.raises(Refusal) as refused:
            desk.order("c", asker="Cid")
        assert (refused.value.status, refused.value.key) == (503, "problem.line_full")
        assert desk.order("the classroom's own", asker=None).key == "the classroom's own"

    at_a_desk(test, line=2)


def test_what_nobody_asks_for_any_more_leaves_the_line():
    async def test(desk):
        left, stays = desk.order("left"), desk.order("the classroom's own", asker=None)
        await asyncio.sleep(0.02)
        asked = desk.order("asked", asker="Bob")
        assert left.finished.cancelled()
        assert desk.workers.waiting() == [stays, asked]
        await desk.live()
        assert desk.hands.done == ["the classroom's own", "asked"]

    at_a_desk(test, unwanted_seconds=0.01)


def test_a_task_whose_worker_died_is_tried_once_more():
    async def test(desk):
        task = desk.order("unlucky", outcomes=[WorkerDied(), b"done"])
        await desk.live()
        assert await task.finished == b"done"
        assert (desk.hands.done, desk.hands.opened) == (["unlucky", "unlucky"], 2)

    at_a_desk(test)


@pytest.mark.parametrize(
    ("outcome", "status", "key"),
    [
        (WorkerDied(), 500, "problem.worker_died"),
        (TooSlow(), 503, "problem.too_slow"),
        (MemoryError(), 422, "problem.too_large"),
        (WorkFailed("Traceback"), 500, "problem.unknown"),
        (Refusal(409, "game.closed"), 409, "game.closed"),
    ],
)
def test_a_failure_is_answered_for_a_while_and_the_next_task_is_done(outcome, status, key):
    async def test(desk):
        failing, other = desk.order("failing", outcomes=[outcome]), desk.order("other")
        await desk.live()
        with pytest.raises(Refusal) as refused:
            await failing.finished
        assert (refused.value.status, refused.value.key) == (status, key)
        assert await other.finished == b"done"
        assert desk.order("failing") is failing
        assert desk.store.get("failing") is None

    at_a_desk(test)


def test_a_setup_that_does_not_fit_is_told_as_it_is():
    async def test(desk):
        task = desk.order("wrong", outcomes=[SetupError("films.unknown_lever", lever="x")])
        await desk.live()
        with pytest.raises(SetupError, match="unknown_lever"):
            await task.finished

    at_a_desk(test)


def test_a_full_line_sends_the_last_task_of_the_busiest_away_for_the_first_of_another():
    async def test(desk):
        own = [desk.order(f"Ann {n}", asker="Ann") for n in range(3)]
        desk.order("Bob", asker="Bob")
        with pytest.raises(Refusal) as refused:
            await own[2].finished
        assert refused.value.status == 503
        with pytest.raises(Refusal):
            desk.order("Ann again", asker="Ann")
        await desk.live()
        assert desk.hands.done == ["Ann 0", "Bob", "Ann 1"]

    at_a_desk(test, line=3)


def test_a_full_line_keeps_what_the_classroom_itself_has_ordered():
    async def test(desk):
        desk.order("round", Priority.LATER, asker=None)
        with pytest.raises(Refusal):
            desk.order("Bob", Priority.OPENING, asker="Bob")

    at_a_desk(test, line=1)


async def hog(desk, *names):
    """Take more of the workers' time than there is for one: each task costs its worker."""
    for number in range(1 + int(desk.workers.limits.share_seconds / NEW_WORKER_SECONDS)):
        desk.order(f"{number}", asker=names[number % len(names)], outcomes=(TooSlow(),))
    await desk.live()
    desk.hands.done.clear()


def test_who_took_more_than_a_share_is_not_urgent_while_others_wait():
    async def test(desk):
        await hog(desk, "Ann")
        desk.order("levers of Ann", Priority.AT_ONCE, "Ann")
        desk.order("film of Ann", Priority.OPENING, "Ann")
        desk.order("rest of Bob", Priority.REST, "Bob")
        desk.order("film of Bob", Priority.OPENING, "Bob")
        desk.order("later of Bob", Priority.LATER, "Bob")
        await desk.live()
        assert desk.hands.done[:2] == ["film of Bob", "rest of Bob"]
        assert desk.hands.done[4:] == ["later of Bob"]

    at_a_desk(test)


def test_many_sessions_at_one_address_have_one_share():
    async def test(desk):
        names = [f"Ann {n}" for n in range(7)]
        desk.addresses = dict.fromkeys([*names, "Ann 8"], "laptop of Ann")
        await hog(desk, *names)
        desk.order("Ann", Priority.OPENING, "Ann 8")
        desk.order("Bob", Priority.OPENING, "Bob")
        await desk.live()
        assert desk.hands.done == ["Bob", "Ann"]

    at_a_desk(test)


def test_a_class_behind_one_address_is_served_as_it_comes():
    async def test(desk):
        names = [f"student {n}" for n in range(7)]
        desk.addresses = dict.fromkeys([*names, "late"], "router")
        await hog(desk, *names)
        for name in (*names, "late"):
            desk.order(name, Priority.OPENING, name)
        await desk.live()
        assert desk.hands.done == [*names, "late"]

    at_a_desk(test)


def test_work_for_a_greedy_and_another_session_is_as_urgent_as_for_the_other():
    async def test(desk):
        await hog(desk, "Ann")
        desk.order("shared", Priority.OPENING, "Ann")
        desk.order("Bob", Priority.OPENING, "Bob")
        desk.order("shared", Priority.OPENING, "Bob")
        await desk.live()
        assert desk.hands.done == ["shared", "Bob"]

    at_a_desk(test)


def test_a_lane_that_finds_no_room_for_a_process_tries_again():
    async def test(desk):
        opened, tries = desk.hands.open, iter([OSError("too many open files")])

        async def scarce():
            for error in tries:
                raise error
            await opened()

        desk.hands.open = scarce
        task = desk.order("film")
        await desk.live()
        assert await task.finished == b"done"

    at_a_desk(test)
