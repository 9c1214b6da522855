"""How often: a reader's notices of one tick are one e-mail, or wait for the digest of the day or week.

A webhook is read by a program: it gets each notice on its own, at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifier.agenda.notice import Notice
from notifier.audience.match import Reader, Role, Why
from notifier.audience.subscription import Cadence, Destination, Lane
from notifier.clock import instant_of

# Digests leave an hour after a plan's notices are made, so that the day's own are in them; weekly ones on Mondays.
AFTER_NOTIFY_AT = timedelta(hours=1)
_MONDAY = 0
_PRESSING = list(Role)


@dataclass(slots=True)
class Bundle:
    """What one reader is owed together: notices by id with the reasons for each, and when it may leave."""

    destination: Destination
    cadence: Cadence
    language: str
    not_before: datetime
    notices: dict[str, list[Why]] = field(default_factory=dict)

    def add(self, notice: Notice, why: Why) -> None:
        """Add a notice for a reason; the most pressing reason comes first."""
        whys = self.notices.setdefault(notice.id, [])
        if why not in whys:
            whys.append(why)
            whys.sort(key=lambda one: _PRESSING.index(one.role))


@dataclass(frozen=True, slots=True)
class DigestHour:
    """When digests leave, a plan's or a reader's own: the time zone and the local time."""

    timezone: str
    at: time

    @classmethod
    def of(cls, timezone: str, notify_at: time) -> "DigestHour":
        any_day = datetime.combine(date(2000, 1, 1), notify_at, UTC)
        late = (any_day + AFTER_NOTIFY_AT).time()
        # A plan that notifies within an hour of midnight has its digest then, not on the day before.
        return cls(timezone, max(notify_at, late))

    def for_reader(self, at: time | None, timezone: str | None) -> "DigestHour":
        """The same, or what of it a reader has chosen otherwise."""
        return DigestHour(timezone or self.timezone, at or self.at) if at or timezone else self


def send_at(cadence: Cadence, now: datetime, hour: DigestHour) -> datetime:
    """When a notice said now may leave, in UTC: at once, or at the next digest of the day or of the week."""
    if cadence is Cadence.IMMEDIATE:
        return now
    day = now.astimezone(ZoneInfo(hour.timezone)).date()
    # Instants are compared, not what clocks show: an hour that comes twice is one digest, not two.
    while instant_of(day, hour.timezone, hour.at) <= now:
        day += timedelta(days=1)
    if cadence is Cadence.WEEKLY:
        day += timedelta(days=(_MONDAY - day.weekday()) % 7)
    return instant_of(day, hour.timezone, hour.at)


def bundle(owed: Iterable[tuple[Notice, Reader, DigestHour]], now: datetime) -> list[Bundle]:
    """What each reader is owed for some notices, bundled as it will be carried."""
    bundles: dict[tuple[object, ...], Bundle] = {}
    for notice, reader, hour in owed:
        webhook = reader.destination.lane is Lane.WEBHOOK
        cadence = Cadence.IMMEDIATE if webhook else reader.cadence
        not_before = send_at(cadence, now, hour.for_reader(reader.digest_at, reader.timezone))
        if reader.paused_until and reader.paused_until > not_before:
            # What is said during a pause is one message at its end.
            not_before, cadence = reader.paused_until, cadence if webhook else Cadence.DAILY
        alone = notice.id if webhook else None
        key = (reader.destination.lane, reader.destination.address, cadence, not_before, alone)
        if key not in bundles:
            bundles[key] = Bundle(reader.destination, cadence, reader.language, not_before)
        bundles[key].add(notice, reader.why)
    return list(bundles.values())
