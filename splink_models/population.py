"""How many records there are, and how often two strangers share a place or a time.

The weights of a model depend on them: among a million records one number is rarer evidence
than among a thousand, and one town says nothing where everybody lives in it. All is
counted exactly and then rounded, so that it is a function of the records
alone, and a day's records change it seldom: then every pair is weighed anew.

Belongs here: counting. What the counts mean for a level is said in comparisons.py.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from splink_models.comparisons import TIME
from splink_models.counts import rounded_count
from splink_models.model import LevelCounts

_STREETS_A_SLIP_APART = 0.02
"""Share of strangers with one postcode whose streets are two letters or less apart."""

_PLACE = ("postcode", "city", "region")


class _Pairs(NamedTuple):
    """Pairs of records that have all of `same` in common and that both know all of
    `known`: columns of the count `places`."""

    same: frozenset[str]
    known: frozenset[str]


def _pairs(
    same: str = "", known: str = "", other: str = "", unknown: str = ""
) -> dict[_Pairs, int]:
    """Which counts, added or taken away, are the pairs that have all of `same` in common
    and nothing of `other`, that both know all of `known` and of which one at least does not
    know `unknown`, each of them; names apart by spaces."""
    left_out = [("same", name) for name in other.split()]
    left_out += [("known", name) for name in unknown.split()]
    terms: dict[_Pairs, int] = {}
    for size in range(len(left_out) + 1):
        for chosen in itertools.combinations(left_out, size):
            shared = {*same.split(), *(name for how, name in chosen if how == "same")}
            borne = {*known.split(), *(name for how, name in chosen if how == "known")}
            term = _Pairs(frozenset(shared), frozenset(borne - shared))
            terms[term] = terms.get(term, 0) + (-1) ** size
    return terms


_IN_PLACE = {
    "same town": {"same": "city", "other": "postcode"},
    "same region, town unknown": {
        "same": "region",
        "other": "postcode",
        "unknown": "city",
    },
    "same region, other town": {
        "same": "region",
        "known": "city",
        "other": "postcode city",
    },
    "place unknown": {"unknown": " ".join(_PLACE)},
}
"""What pairs have in common that are at these levels of the address and at none above, and
those of which no place is known."""
_ADDRESS = {
    "same postcode, street unknown": _pairs("postcode", unknown="has_street"),
    "same postcode, other street": _pairs("postcode", known="has_street"),
    **{place: _pairs(**shared) for place, shared in _IN_PLACE.items()},
}
_ALL = _pairs()


def _served(kind: str, shared: dict[str, str]) -> dict[_Pairs, int]:
    """Of the pairs that have this in common, those with a company: `known` both, `same`."""
    return _pairs(**(shared | {kind: f"{shared.get(kind, '')} company_id"}))


_SERVED_IN = _IN_PLACE | {"same postcode": {"same": "postcode"}, "anywhere": {}}
_SERVED = {
    (kind, place): _served(kind, shared)
    for kind in ("known", "same")
    for place, shared in _SERVED_IN.items()
}
"""Pairs of which both have a company, and the same one, by what they have in common."""


def _counts_of_pairs() -> dict[frozenset[str], list[_Pairs]]:
    """Every count that a level is made of, by what the pairs have in common."""
    wanted: dict[frozenset[str], list[_Pairs]] = {}
    for terms in (*_ADDRESS.values(), *_SERVED.values(), _ALL):
        for term in terms:
            counts = wanted.setdefault(term.same, [])
            if term not in counts:
                counts.append(term)
    return wanted


_COUNTED = tuple(_counts_of_pairs().items())


def _known(names: Iterable[str]) -> str:
    known = [
        name if name.startswith("has_") else f"{name} is not null"
        for name in sorted(names)
    ]
    return " and ".join(known) or "true"


def _pairs_sql(same: frozenset[str], counts: list[_Pairs]) -> str:
    """SQL of a list of the pairs of each count in the groups of `same`."""
    records = ", ".join(
        f"coalesce(sum(records) filter (where {_known(count.known)}), 0) as known_{at}"
        for at, count in enumerate(counts)
    )
    pairs = ", ".join(
        f"coalesce(sum(known_{at} * (known_{at} - 1)), 0) / 2"
        for at in range(len(counts))
    )
    groups = f"group by {', '.join(sorted(same))}" if same else ""
    places = "places" if "postcode" in same else "towns"
    return f"""
        select [{pairs}] as pairs
        from (select {records} from {places} where {_known(same)} {groups})
    """


# There are few towns and many postcodes, and most counts do without these.
_ALIKE = """
with

towns as materialized (
    select
        city,
        region,
        company_id,
        case when postcode is not null then '' end as postcode,
        sum(records) as records
    from places
    group by all
)

""" + " union all ".join(
    f"select {at} as place, pairs from ({_pairs_sql(same, counts)})"
    for at, (same, counts) in enumerate(_COUNTED)
)
_DAYS_APART = ((1, 2), (3, 14), (15, 60), (61, 180), (181, 365))
"""First and last of the days between two records of each level of the time."""
_LATER = ", ".join(
    f"sum(records) over (order by day range between {first} following "
    f"and {last} following) as later_{last}"
    for first, last in _DAYS_APART
)
_TIME = f"""
with

near as (
    select records, {_LATER}
    from days
)

select
    coalesce(sum(records) * (sum(records) - 1) / 2, 0),
    coalesce(sum(records * (records - 1) / 2), 0),
    {", ".join(f"coalesce(sum(records * later_{last}), 0)" for _, last in _DAYS_APART)}
from near
"""


@dataclass(frozen=True)
class Population:
    """Records with a contact point, rounded, and how many of their pairs are at each
    level whose chance is measured."""

    records: int
    pairs: LevelCounts


def count_population(con: duckdb.DuckDBPyConnection, records: str) -> Population:
    """The population of a table with the columns of identity.records.

    Reads the scratch tables `places` and `days`, the counts of its records (counts.py).
    """
    counted = con.execute(
        f"select count(*) from {records} where has_contact_point"
    ).fetchall()
    dated, *apart = _row(con, _TIME)
    address, served_by = _places(con)
    time = dict(zip(TIME.labels, [*apart, dated - sum(apart)], strict=True))
    return Population(
        records=rounded_count(counted[0][0]),
        pairs={
            (comparison, label): pairs
            for comparison, levels in (
                ("address", address),
                ("served_by", served_by),
                ("time", time),
            )
            for label, pairs in levels.items()
        },
    )


def _places(
    con: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, float], dict[str, float]]:
    """Pairs at each level of the address and of the company, each at the first that it
    reaches."""
    counted: dict[_Pairs, float] = {}
    for place, pairs in con.execute(_ALIKE).fetchall():
        counted |= zip(_COUNTED[place][1], map(float, pairs), strict=True)

    def added(terms: dict[_Pairs, int]) -> float:
        return sum(sign * counted[term] for term, sign in terms.items())

    address = {label: added(terms) for label, terms in _ADDRESS.items()}
    address["other town"] = added(_ALL) - sum(address.values())
    del address["place unknown"]
    slips = address["same postcode, other street"] * _STREETS_A_SLIP_APART
    address["street a slip apart"] = slips
    address["same postcode, other street"] -= slips
    served = {key: added(terms) for key, terms in _SERVED.items()}
    for kind in ("known", "same"):
        placed = ("same postcode", *_IN_PLACE)
        served[kind, "other place"] = served[kind, "anywhere"] - sum(
            served[kind, place] for place in placed
        )
    served_by = {}
    for place in (*_IN_PLACE, "other place"):
        served_by[f"one company, {place}"] = served["same", place]
        served_by[f"two companies, {place}"] = (
            served["known", place] - served["same", place]
        )
    return address, served_by


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    return tuple(float(value) for value in con.execute(query).fetchall()[0])
