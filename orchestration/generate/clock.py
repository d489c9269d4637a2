"""Local and universal time of many zones at once, in whole seconds since 1970."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from orchestration.generate.draws import DAY, HOUR, Flags, Ints, Texts

HISTORY_DAYS = 1096
END = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
START = END - HISTORY_DAYS * DAY
"""The history ends on a fixed day: its bytes do not depend on when it is made."""


@cache
def _offsets(zone: str) -> tuple[Ints, Ints]:
    """Hours at which the zone's offset changes, and the offset from each of them on."""
    rules = ZoneInfo(zone)
    hours = np.arange(START - 400 * DAY, END + 400 * DAY, 3600)
    days = hours[::24]
    per_day = np.array([_offset(rules, int(day)) for day in days])
    changes = np.flatnonzero(np.diff(per_day))
    starts, offsets = [int(hours[0])], [int(per_day[0])]
    for change in changes:
        for hour in range(int(days[change]), int(days[change + 1]) + 1, 3600):
            offset = _offset(rules, hour)
            if offset != offsets[-1]:
                starts.append(hour)
                offsets.append(offset)
    return np.array(starts), np.array(offsets)


def _offset(rules: ZoneInfo, second: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    shift = moment.astimezone(rules).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def offset_at(zones: Texts, moments: Ints) -> Ints:
    """Seconds that local time is ahead of universal time, one per moment."""
    result = np.zeros(len(moments), dtype=np.int64)
    for zone in sorted(set(zones.tolist())):
        here = zones == zone
        starts, offsets = _offsets(zone)
        result[here] = offsets[np.searchsorted(starts, moments[here], side="right") - 1]
    return result


def to_local(zones: Texts, moments: Ints) -> Ints:
    """Wall-clock seconds of universal moments."""
    return moments + offset_at(zones, moments)


def to_universal(zones: Texts, local: Ints) -> Ints:
    """Universal moments of wall-clock times; an hour that DST skips moves forward."""
    guess = local - offset_at(zones, local)
    return local - offset_at(zones, guess)


def iso_text(local: Ints) -> Texts:
    """`2024-05-03 14:05:09` of wall-clock seconds."""
    written = np.datetime_as_string(local.astype("datetime64[s]"))
    day, clock = np.strings.slice(written, 0, 10), np.strings.slice(written, 11, 19)
    return np.strings.add(np.strings.add(day, " "), clock).astype(object)


def offset_text(offsets: Ints) -> Texts:
    """`-05:00` of an offset in seconds."""
    sign = np.where(offsets < 0, "-", "+")
    minutes = np.abs(offsets) // 60
    hour = np.strings.zfill((minutes // 60).astype("U2"), 2)
    minute = np.strings.zfill((minutes % 60).astype("U2"), 2)
    parts = np.strings.add(np.strings.add(sign, hour), np.strings.add(":", minute))
    return parts.astype(object)


def local_text(zones: Texts, moments: Ints, with_offset: Flags | None = None) -> Texts:
    """Local times as text, with their offset where asked for."""
    offsets = offset_at(zones, moments)
    written = iso_text(moments + offsets)
    if with_offset is None or not with_offset.any():
        return written
    stamped: Texts = np.where(with_offset, written + offset_text(offsets), written)
    return stamped


def date_text(local: Ints) -> Texts:
    """`2024-05-03` of wall-clock seconds."""
    return np.datetime_as_string((local // DAY).astype("datetime64[D]")).astype(object)


def clock_changes(zones: Texts, nth: Ints) -> Ints:
    """The nth change of the clocks in the history, counted around; 0 without any."""
    result = np.zeros(len(nth), dtype=np.int64)
    for zone in sorted(set(zones.tolist())):
        starts, _ = _offsets(zone)
        within = starts[(starts > START) & (starts < END)]
        if len(within):
            here = zones == zone
            result[here] = within[nth[here] % len(within)]
    return result


def after_skipped_hour(zones: Texts, moments: Ints) -> Flags:
    """Whether the clocks went forward within the hour before each moment."""
    before = offset_at(zones, moments - HOUR)
    skipped: Flags = offset_at(zones, moments) - before == HOUR
    return skipped
