"""Lives, pipelines and anomalies on the generated network: B9, B34, C31, C50 and D8."""

import json

from tests.workspace_runs import Built


def test_every_opportunity_that_was_found_is_told_as_it_truly_went(
    network: Built,
) -> None:
    truth = network.workspace.root / "truth"
    done = network.leadhouse("evaluate", "--truth", str(truth), "--json")
    found = json.loads(done.stdout)["lifecycle"]
    assert found["complete"]["wrong"] == []
    assert found["complete"]["recovered_share"] == 1
    assert found["complete"]["found"] > 0.8 * found["complete"]["opportunities"]
    assert found["incomplete"]["recovered_share"] == 1


def test_the_last_day_of_the_pipeline_is_what_is_open_now(network: Built) -> None:
    by_day = network.rows(
        """
        select stage, sum(open_unique_leads), sum(target_amount)
        from {pipeline_by_day}
        where as_of_date = (select max(as_of_date) from {pipeline_by_day})
        group by stage order by stage
        """
    )
    now = network.rows(
        """
        select stage, count(*), coalesce(sum(target_amount), 0)
        from {fct_unique_leads}
        where life_cycle_state in ('pending', 'in_progress')
        group by stage order by stage
        """
    )
    assert by_day == now
    snapshot = network.rows(
        "select stage, sum(open_unique_leads), sum(target_amount) "
        "from {pipeline_snapshots} group by stage order by stage"
    )
    assert snapshot == now


def test_any_past_day_follows_from_the_intervals_alone(network: Built) -> None:
    wrong = network.rows(
        """
        with

        days as (
            select distinct as_of_date from {pipeline_by_day}
            where extract(day from as_of_date) in (1, 8, 28)
        ),

        counted as (
            select days.as_of_date, intervals.stage, count(*) as open_unique_leads
            from days
            inner join {fct_stage_intervals} as intervals
                on intervals.entered_date <= days.as_of_date
                and coalesce(intervals.exited_date, date '9999-12-31')
                    > days.as_of_date
            where intervals.is_open_state
            group by all
        ),

        published as (
            select as_of_date, stage, sum(open_unique_leads) as open_unique_leads
            from {pipeline_by_day}
            where as_of_date in (select as_of_date from days)
            group by all
        )

        select * from counted
        full join published using (as_of_date, stage)
        where counted.open_unique_leads
            is distinct from published.open_unique_leads
        """
    )
    assert wrong == []


def test_visits_of_an_opportunity_follow_each_other_without_gap(
    network: Built,
) -> None:
    broken = network.rows(
        """
        select unique_lead_id from (
            select
                *,
                lead(entered_at) over visits as next_entered_at,
                lead(stage) over visits as stage_after
            from {fct_stage_intervals}
            window visits as (partition by unique_lead_id order by visit_number)
        )
        where exited_at is distinct from next_entered_at
            or next_stage is distinct from stage_after
            or exited_at < entered_at
        """
    )
    assert broken == []


def test_anomalies_name_their_line_and_say_what_is_wrong(network: Built) -> None:
    kinds = dict(
        network.rows("select kind, count(*) from {lifecycle_anomalies} group by kind")
    )
    expected = {
        "illegal_transition",
        "duplicate_event",
        "future_event",
        "lost_without_reason",
        "open_activities_at_decision",
    }
    assert expected <= set(kinds)
    assert network.rows(
        "select count(*) from {lifecycle_anomalies} "
        "where says not like '%.' or source_file is null or source_line is null"
    ) == [(0,)]


def test_probabilities_are_scored_only_where_history_was_known_before(
    network: Built,
) -> None:
    first = network.rows(
        "select kind, min(month), min(brier_score), max(brier_score) "
        "from {win_probability_calibration} group by kind order by kind"
    )
    assert [row[0] for row in first] == ["human", "stage_history"]
    assert first[1][1] > first[0][1]
    assert all(0 <= low <= high <= 1 for _, _, low, high in first)
