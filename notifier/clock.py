"""The only module that asks what time it is; everybody else is handed a clock.

Instants are aware datetimes in UTC, days are dates in a plan's own time zone.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def standing_at(instant: datetime) -> Clock:
    """A clock that always says `instant`: what `run-once --now` works by."""
    fixed = in_utc(instant)
    return lambda: fixed


class ReplayClock:
    """A clock that is moved by hand: what the demo replays two years with."""

    def __init__(self, start: datetime):
        self._now = in_utc(start)

    def __call__(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        self._now = in_utc(instant)


def in_utc(instant: datetime) -> datetime:
    """`instant` in UTC; a ValueError where it names no zone, for then nobody knows when it is."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} names no time zone (write 2020-09-01T09:05:00+06:00)")
    return instant.astimezone(UTC)


def local_day(now: datetime, timezone: str, notify_at: time) -> date:
    """The plan's "today": the last day whose `notify_at` has been reached; it never goes back, as local clocks do."""
    day = now.astimezone(ZoneInfo(timezone)).date() + timedelta(days=1)
    while instant_of(day, timezone, notify_at) > now:
        day -= timedelta(days=1)
    return day


def instant_of(day: date, timezone: str, at: time) -> datetime:
    """The instant, in UTC, at which `at` is reached on a local `day`."""
    return datetime.combine(day, at, ZoneInfo(timezone)).astimezone(UTC)
