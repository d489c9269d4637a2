"""Who is linked with whom, on records small enough to be read."""

import random
import re
from collections.abc import Iterable

import duckdb

from orchestration.settings import DBT_PROJECT_DIR
from splink_models.link import LinkReport, link_records
from splink_models.model import load_model
from splink_models.records import RAW_COLUMNS
from tests.unit.identity_records import Record, connect, deliver, groups, persons_of


def link(
    records: Iterable[Record],
    links: Iterable[tuple[str, str, str]] = (),
    con: duckdb.DuckDBPyConnection | None = None,
) -> dict[str, str]:
    """Person of each record, by the shipped model."""
    con = con or connect()
    run_link(con, records, links)
    return persons_of(con)


def run_link(
    con: duckdb.DuckDBPyConnection,
    records: Iterable[Record],
    links: Iterable[tuple[str, str, str]] = (),
) -> LinkReport:
    deliver(con, records, [(*link, "decision") for link in links])
    return link_records(con, load_model(), "run-1")


PHONE, OTHER_PHONE = "+14045550123", "+14045550199"
JOHN = Record(
    "lead:1",
    0,
    "john",
    "smith",
    phones=[PHONE],
    street="12 main st",
    postcode="30301",
    city="atlanta",
)
MARY = Record(
    "lead:2",
    3,
    "mary",
    "smith",
    phones=[PHONE],
    street="12 main st",
    postcode="30301",
    city="atlanta",
)
STRANGERS = [
    Record("lead:8", 1, "zoe", "adams", phones=["+12125550100"], emails=["z@x.com"]),
    Record("call:9", 2, phones=["+13125550100"]),
]


def test_two_calls_and_a_form_are_one_person() -> None:
    form = Record("lead:1", 0, "ann", "lee", phones=[PHONE], emails=["ann@x.com"])
    calls = [Record("call:1", 1, phones=[PHONE]), Record("call:2", 5, phones=[PHONE])]

    persons = link([form, *calls, *STRANGERS])

    assert groups(persons) == {
        frozenset({"lead:1", "call:1", "call:2"}),
        frozenset({"lead:8"}),
        frozenset({"call:9"}),
    }


def test_a_nickname_and_a_slip_do_not_part_a_person() -> None:
    persons = link(
        [
            Record("lead:1", 0, "robert", "miller", phones=[PHONE]),
            Record("lead:2", 2, "bob", "miller", ["robert"], phones=[PHONE]),
            Record("lead:3", 4, "robert", "milller", phones=[PHONE]),
        ]
    )

    assert len(set(persons.values())) == 1


def test_a_couple_on_one_phone_stays_two_persons() -> None:
    persons = link([JOHN, MARY, *STRANGERS])

    assert persons["lead:1"] != persons["lead:2"]


def test_a_call_from_a_couples_phone_joins_one_of_them_at_most() -> None:
    """It goes to who was in touch that day, and does not make the couple one person."""
    call = Record("call:1", 3.1, phones=[PHONE])
    again = Record("lead:3", 3.2, "mary", "smith", phones=[PHONE], emails=["m@x.com"])
    own = Record("lead:4", 3.0, "mary", "smith", phones=[PHONE], emails=["m@x.com"])

    persons = link([JOHN, MARY, call, again, own, *STRANGERS])

    assert persons["lead:1"] != persons["lead:2"]
    assert persons["lead:3"] == persons["lead:4"]
    assert persons["call:1"] != persons["lead:1"]


def test_an_ignored_phone_never_links() -> None:
    shared = ["+10000000000"]
    persons = link(
        [
            Record(
                "lead:1", 0, "ann", "lee", ignored_phones=shared, emails=["a@x.com"]
            ),
            Record("lead:2", 0, "bo", "ray", ignored_phones=shared, emails=["b@x.com"]),
            Record("call:1", 0, ignored_phones=shared),
        ]
    )

    assert len(set(persons.values())) == 3


def test_a_record_without_contact_point_is_a_person_of_its_own() -> None:
    persons = link(
        [JOHN, Record("lead:5", 0, "john", "smith"), Record("lead:6"), *STRANGERS]
    )

    assert len(set(persons.values())) == 5


def test_a_must_link_outweighs_every_score() -> None:
    nobody = Record("customer:1", 9)

    persons = link(
        [JOHN, MARY, nobody],
        [("lead:2", "lead:1", "must"), ("lead:2", "customer:1", "must")],
    )

    assert len(set(persons.values())) == 1


def test_a_cannot_link_parts_what_the_scores_join() -> None:
    twin = Record("lead:3", 1, "john", "smith", phones=[PHONE])
    call = Record("call:1", 1.1, phones=[PHONE])
    assert len(set(link([JOHN, twin, call]).values())) == 1

    persons = link([JOHN, twin, call], [("lead:3", "lead:1", "cannot")])

    assert persons["lead:1"] != persons["lead:3"]
    assert len(set(persons.values())) == 2


def test_a_person_is_named_after_its_oldest_record() -> None:
    earlier = link([JOHN, *STRANGERS])
    later = link([JOHN, Record("call:0", 30, phones=[PHONE]), *STRANGERS])

    assert later["lead:1"] == later["call:0"] == earlier["lead:1"]


def test_linking_twice_and_in_another_order_changes_nothing() -> None:
    records = [JOHN, MARY, *STRANGERS]
    for number in range(40):
        home = f"+1404555{number // 4:04}"
        records.append(
            Record(
                f"lead:{100 + number}",
                number / 7,
                ("ann", "bill", "carla")[number % 3],
                f"family{number // 4}",
                phones=[home],
                emails=[f"{number // 2}@x.com"] if number % 5 else None,
            )
        )
        records.append(Record(f"call:{100 + number}", number / 5, phones=[home]))
    con = connect()

    first = link(records, con=con)
    again = link(records, con=con)
    shuffled = random.Random(7).sample(records, len(records))
    in_other_order = link(shuffled)

    assert first == again == in_other_order
    assert 20 < len(set(first.values())) < len(records)


def test_records_without_any_contact_point_are_not_compared() -> None:
    con = connect()
    report = run_link(con, [Record(f"lead:{number}") for number in range(50)])

    assert (report.comparable_records, report.edges_kept, report.persons) == (0, 0, 50)
    assert report.pairs_scored == 0
    assert con.execute("select * from wh.identity.scored_edges").fetchall() == []


def test_no_records_give_empty_tables() -> None:
    con = connect()
    report = run_link(con, [])

    assert report.persons == 0
    assert con.execute("select * from wh.identity.persons").fetchall() == []


def test_kept_edges_tell_the_level_of_every_comparison() -> None:
    con = connect()
    model = load_model()
    run_link(con, [JOHN, MARY, Record("call:1", 3, phones=[PHONE]), *STRANGERS])

    edges = con.execute("select * from wh.identity.scored_edges").df()
    edge = edges.set_index(["record_l", "record_r"]).loc["call:1", "lead:2"]

    labels = list(reversed(model.comparisons["phone"]))
    assert labels[edge.gamma_phone] == "same number, given with several names"
    assert edge.gamma_name == edge.gamma_email == -1
    assert edge.household_weight < -0.1
    assert (edge.model_version, edge.run_id) == (model.version, "run-1")


def test_the_report_counts_what_was_written() -> None:
    con = connect()
    report = run_link(con, [JOHN, MARY, *STRANGERS, Record("lead:6")])

    assert report.records == 5
    assert report.comparable_records == 4
    assert set(report.seconds) == {"prepare", "score", "cluster", "write"}
    written = con.execute("select count(*) from wh.identity.scored_edges").fetchall()
    assert report.edges_kept == written[0][0]


def test_the_name_a_shared_number_shows_does_not_say_who_of_the_house_is_calling() -> (
    None
):
    # The number is John's by name. Mary asks, and a call comes from it the day after.
    asked = Record(
        "lead:3", 9, "mary", "smith", phones=[PHONE], postcode="30301", city="atlanta"
    )
    call = Record("call:4", 10, "john", "smith", phones=[PHONE])
    con = connect()
    persons = link([JOHN, MARY, asked, call, *STRANGERS], con=con)
    weights = dict(
        con.execute(
            """
            select record_r, match_weight from wh.identity.scored_edges
            where record_l = 'call:4'
            """
        ).fetchall()
    )
    assert weights["lead:3"] > weights["lead:1"]
    assert persons["call:4"] != persons["lead:1"]


def test_the_fingerprint_of_dbt_is_that_of_the_columns_on_which_persons_depend() -> (
    None
):
    model = (DBT_PROJECT_DIR / "models" / "identity" / "records.sql").read_text("utf-8")
    listed = model.split("fingerprint([")[1].split("])")[0]

    assert tuple(re.findall(r"'(\w+)'", listed)) == ("record_id", *RAW_COLUMNS)


def test_a_full_name_in_one_region_is_compared_and_another_region_is_told_apart() -> (
    None
):
    in_georgia = Record("lead:1", 1, "zebedee", "quirk", region="ga", postcode="30301")
    again = Record("lead:2", 2, "zebedee", "quirk", region="ga", city="atlanta")
    far_away = Record("lead:3", 3, "zebedee", "quirk", region="wa", city="seattle")
    others = [
        Record(f"lead:{number}", number, "ann", f"lee{number}", region="ga")
        for number in range(10, 60)
    ]
    con = connect()
    run_link(con, [in_georgia, again, far_away, *others])
    weights = weights_of_first(con)

    assert weights["lead:2"] > weights.get("lead:3", -5) + 2


def weights_of_first(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Weight of every kept pair of lead:1."""
    return dict(
        con.execute(
            """
            select record_r, match_weight from wh.identity.scored_edges
            where record_l = 'lead:1'
            """
        ).fetchall()
    )


def test_who_gives_no_place_is_placed_by_the_company_that_serves_it() -> None:
    first = Record("lead:1", 1, "zebedee", "quirk", company_id="C1", postcode="30301")
    again = Record("lead:2", 200, "zebedee", "quirk", company_id="C1")
    unserved = Record("lead:3", 200, "zebedee", "quirk", emails=["zq@x.com"])
    elsewhere = Record("lead:4", 200, "zebedee", "quirk", company_id="C2")
    others = [
        Record(f"lead:{at}", at, "ann", f"lee{at}", company_id=f"C{at % 9}")
        for at in range(10, 60)
    ]
    con = connect()
    run_link(con, [first, again, unserved, elsewhere, *others])
    weights = weights_of_first(con)

    assert weights["lead:2"] > weights["lead:3"] + 2
    assert weights["lead:3"] > weights.get("lead:4", -5) + 2


def test_a_business_of_one_company_is_told_nothing_by_it() -> None:
    def weight(company_id: str | None) -> float:
        records = [
            Record(
                f"lead:{at}",
                at,
                "zebedee" if at < 3 else "ann",
                "quirk" if at < 3 else f"lee{at}",
                city="atlanta",
                company_id=company_id,
            )
            for at in range(1, 60)
        ]
        con = connect()
        run_link(con, records)
        return weights_of_first(con)["lead:2"]

    assert abs(weight("C1") - weight(None)) < 0.1


def test_that_a_namesake_has_the_same_address_elsewhere_says_no_more_than_the_name() -> (
    None
):
    def weight(email: str) -> float:
        con = connect()
        records = [
            Record("lead:1", 1, "zoe", "quirk", emails=["zoequirk@x.com"]),
            Record("lead:2", 2, "zoe", "quirk", emails=[email]),
            *STRANGERS,
        ]
        run_link(con, records)
        return weights_of_first(con)["lead:2"]

    assert weight("zoequirk@other.org") == weight("plumbing77@other.org")
    assert weight("zoequirk@x.com") > weight("zoequirk@other.org") + 5


def test_a_region_says_nothing_of_a_call_without_a_name() -> None:
    con = connect()
    run_link(
        con,
        [
            Record("lead:1", 1, "ann", "lee", phones=["+14045550101"], region="ga"),
            Record("call:2", 2, phones=["+14045550101"], region="ga"),
            Record("lead:3", 1, "bob", "ray", phones=["+14045550102"], region="ga"),
            Record("call:4", 2, phones=["+14045550102"], region="wa"),
        ],
    )
    weights = con.execute(
        "select distinct round(match_weight, 9) from wh.identity.scored_edges"
    ).fetchall()

    assert len(weights) == 1
