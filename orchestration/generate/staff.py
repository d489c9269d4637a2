"""Users of the companies: seats that are passed on from one person to the next."""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.clock import HISTORY_DAYS, START, date_text
from orchestration.generate.draws import DAY, Draws, Ints, Texts, texts
from orchestration.generate.reference import given_names, surnames

MAIL_DOMAIN = "hearthside.example"
ROLES = ("sales", "sales", "manager", "call_center")
UNITS = ("sales", "sales", "office", "phones")
SEATS = len(ROLES)
_CHANGED_SHARE = 0.34


@dataclass(frozen=True)
class Staff:
    """Users in the source contract; of company x seat both users and the change."""

    users: dict[str, Texts]
    first: Ints
    second: Ints
    changed_at: Ints

    def user_at(self, company: Ints, seat: Ints, moment: Ints) -> Texts:
        """Id of the user who sits on that seat of the company at that moment."""
        second = moment >= self.changed_at[company, seat]
        position = np.where(
            second, self.second[company, seat], self.first[company, seat]
        )
        return self.users["user_id"][position]


def make_staff(company_ids: list[str], draws: Draws) -> Staff:
    """Users of every company; a third of the seats are passed on within the history."""
    shape = (len(company_ids), SEATS)
    seats = len(company_ids) * SEATS
    changed = draws.chance(_CHANGED_SHARE, seats)
    second = np.where(changed, seats + np.cumsum(changed) - 1, np.arange(seats))
    moment = START + draws.between(60, HISTORY_DAYS - 60, seats) * DAY
    holder = np.concatenate([np.arange(seats), np.flatnonzero(changed)])
    count = len(holder)
    given, (family, weights) = given_names(), surnames()
    first_name = given.names[draws.index(given.weights, count)]
    number = texts([f"U{at + 1:04}" for at in range(count)])
    change_day = date_text(moment)
    is_first = np.arange(count) < seats
    left = is_first & changed[holder]
    users = {
        "user_id": number,
        "company_id": texts(company_ids)[holder // SEATS],
        "unit": texts(UNITS)[holder % SEATS],
        "name": first_name + " " + family[draws.index(weights, count)],
        "email": texts([f"{user.lower()}@{MAIL_DOMAIN}" for user in number]),
        "role": texts(ROLES)[holder % SEATS],
        "active_from": np.where(is_first, "2021-01-04", change_day[holder]),
        "active_to": np.where(left, change_day[holder], ""),
    }
    return Staff(
        users=users,
        first=np.arange(seats).reshape(shape),
        second=second.reshape(shape),
        changed_at=moment.reshape(shape),
    )
