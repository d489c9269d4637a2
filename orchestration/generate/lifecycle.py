"""Where each true unique lead stands by what was delivered of it: the rule, told in turn.

Independent of the warehouse's SQL on purpose: the two check each other. The n-th step of
every unique lead is taken at once, so that it is still one pass. Belongs here: the rule.
Which steps there are is steps.py's.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.draws import Flags, Ints
from orchestration.generate.facts import NEVER

PENDING, IN_PROGRESS, WON, LOST, COMPLETED, CANCELLED = range(6)
STATES = ("pending", "in_progress", "won", "lost", "completed", "cancelled")
UNSEEN, SEEN, TAKEN, REFUSED, LAPSED_UNSEEN, LAPSED_SEEN = range(6)
"""Where one offer stands."""
STAGES = (
    "unacknowledged",
    "acknowledged",
    "accepted",
    "rejected",
    "won",
    "lost",
    "complete",
    "cancelled",
)
OFFER, SAID, PROVEN_WON, PROVEN_DONE = range(4)
"""Kind of a step; where several are at one instant, those later in this list count last."""
LAPSE = 9
"""Said of an offer: nobody answered in time."""
_STAGE_OF_STATE = np.array([0, 2, 4, 5, 6, 7])
_OPEN_STAGES = np.array([PENDING, PENDING, IN_PROGRESS, PENDING])


@dataclass(frozen=True)
class Steps:
    """What happened to unique leads: of offers the pair of lead and company and what was
    said, of the rest the state. restarts: said of an offer, opens a cancelled one again."""

    unique: Ints
    at: Ints
    kind: Ints
    value: Ints
    pair: Ints
    restarts: Flags


@dataclass(frozen=True)
class Standings:
    """State and stage of each unique lead; times are NEVER where there is none."""

    state: Ints
    stage: Ints
    decided_at: Ints
    fulfilled_at: Ints


class _Machine:
    """The present standing of every unique lead, moved on by one step of each."""

    def __init__(self, uniques: int, pairs: int) -> None:
        self.state = np.zeros(uniques, dtype=np.int64)
        self.stage = np.zeros(uniques, dtype=np.int64)
        self.entered = np.full(uniques, NEVER)
        self.is_said = np.zeros(uniques, dtype=bool)
        self.first_won = np.full(uniques, NEVER)
        self.won_since_loss = np.full(uniques, NEVER)
        self.first_done = np.full(uniques, NEVER)
        self.offers = np.zeros((uniques, 6), dtype=np.int64)
        self.standing = np.full(pairs, -1)

    def enter(self, unique: Ints, state: Ints, stage: Ints, at: Ints) -> None:
        """The moment of entering is kept while state and stage stay the same."""
        moved = (self.state[unique] != state) | (self.stage[unique] != stage)
        rows = unique[moved]
        self.state[rows], self.stage[rows] = state[moved], stage[moved]
        self.entered[rows] = at[moved]

    def say(self, unique: Ints, state: Ints, at: Ints) -> None:
        """What is said of the opportunity itself."""
        self.is_said[unique] = True
        lost = (state == LOST) | (state == CANCELLED)
        self.won_since_loss[unique[lost]] = NEVER
        for chosen, moments in (
            (state == WON, (self.first_won, self.won_since_loss)),
            (state == COMPLETED, (self.first_done,)),
        ):
            for moment in moments:
                rows = unique[chosen]
                moment[rows] = np.minimum(moment[rows], at[chosen])
        self.enter(unique, state, _STAGE_OF_STATE[state], at)

    def offer(self, steps: Steps) -> None:
        """What is said of offers moves those of whom nothing else was said."""
        unique, pair, before = steps.unique, steps.pair, self.standing[steps.pair]
        lapsed = np.where(
            (before == SEEN) | (before == LAPSED_SEEN), LAPSED_SEEN, LAPSED_UNSEEN
        )
        settled = (before == TAKEN) | (before == REFUSED)
        lapsed = np.where(settled, before, lapsed)
        after = np.where(steps.value == LAPSE, lapsed, steps.value)
        known = before >= 0
        np.subtract.at(self.offers, (unique[known], before[known]), 1)
        np.add.at(self.offers, (unique, after), 1)
        self.standing[pair] = after
        opened = steps.restarts & (self.state[unique] == CANCELLED)
        self.is_said[unique[opened]] = False
        free = ~self.is_said[unique]
        rows = unique[free]
        stage = self._offered(rows)
        self.enter(rows, _OPEN_STAGES[stage], stage, steps.at[free])

    def _offered(self, unique: Ints) -> Ints:
        """Stage by the offers: taken, else seen or unseen while open, else refused."""
        count = self.offers[unique] > 0
        return np.select(
            [
                count[:, TAKEN],
                count[:, SEEN],
                count[:, UNSEEN],
                count[:, REFUSED],
                count[:, LAPSED_SEEN],
            ],
            [2, 1, 0, 3, 1],
            default=0,
        )


def tell(steps: Steps, uniques: int) -> Standings:
    """The standings after all steps."""
    order = np.lexsort((steps.value, steps.kind > SAID, steps.at, steps.unique))
    machine = _Machine(uniques, int(steps.pair.max(initial=-1)) + 1)
    owner = steps.unique[order]
    is_first = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(owner)))
    for rank in range(int(sizes.max(initial=0))):
        chosen = order[starts[sizes > rank] + rank]
        of_offer = chosen[steps.kind[chosen] == OFFER]
        machine.offer(
            Steps(
                steps.unique[of_offer],
                steps.at[of_offer],
                steps.kind[of_offer],
                steps.value[of_offer],
                steps.pair[of_offer],
                steps.restarts[of_offer],
            )
        )
        said = chosen[steps.kind[chosen] != OFFER]
        machine.say(steps.unique[said], steps.value[said], steps.at[said])
    return _standings(machine)


def _standings(machine: _Machine) -> Standings:
    state = machine.state
    won = (state == WON) | (state == COMPLETED)
    ended = (state == LOST) | (state == CANCELLED)
    win = np.where(
        machine.won_since_loss < NEVER, machine.won_since_loss, machine.first_won
    )
    win = np.where(win < NEVER, win, machine.first_done)
    decided = np.where(won, win, np.where(ended, machine.entered, NEVER))
    done = np.where(state == COMPLETED, machine.first_done, NEVER)
    return Standings(state, machine.stage, decided, done)
