"""What can happen: households, opportunities and contacts, without any records.

Persons, households, companies, campaigns and opportunities are positions in their
tables; times are universal seconds.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.generate.draws import Flags, Ints

OPEN, WON, LOST, CANCELLED = 0, 1, 2, 3
"""Outcome of an opportunity."""
GENUINE, SERVICE, SPAM, VENDOR, DELETED = 0, 1, 2, 3, 4
"""Nature of a contact: about an opportunity, service after it, or unwanted."""
NOTHING = -1
"""Position of what is not there."""
NEVER = int(np.iinfo(np.int64).max // 4)
GAP_DAYS = 30
"""Days without a contact after which the rule of unique leads begins a new one."""


@dataclass(frozen=True)
class Households:
    """Where a household lives: postcode area and digits, before and after a move."""

    prefix: Ints
    digits: Ints
    moved_at: Ints
    new_prefix: Ints
    new_digits: Ints

    def place(self, household: Ints, moment: Ints) -> tuple[Ints, Ints]:
        """Postcode area and digits of each household at the moment."""
        moved = moment >= self.moved_at[household]
        return (
            np.where(moved, self.new_prefix[household], self.prefix[household]),
            np.where(moved, self.new_digits[household], self.digits[household]),
        )


@dataclass(frozen=True)
class Opportunities:
    """One wish for work by one person with one company.

    decided_at, job_at and service_at are NEVER where there is none; last_job is 0.
    """

    person: Ints
    number: Ints
    company: Ints
    product_line: Ints
    campaign: Ints
    start: Ints
    contacts: Ints
    last_contact: Ints
    outcome: Ints
    decided_at: Ints
    jobs: Ints
    job_at: Ints
    last_job: Ints
    service_at: Ints


@dataclass(frozen=True)
class Contacts:
    """One call or lead; rank counts the contacts of its opportunity from 0.

    opportunity is NOTHING for unwanted contacts.
    """

    opportunity: Ints
    person: Ints
    company: Ints
    at: Ints
    campaign: Ints
    is_call: Flags
    nature: Ints
    rank: Ints


@dataclass(frozen=True)
class Journeys:
    """All that happened; person_household names the household of every person."""

    households: Households
    person_household: Ints
    opportunities: Opportunities
    contacts: Contacts
