"""Mail by SendGrid: parcels of equal content share a call, up to 1,000 readers, none of whom sees another.

A call is made once. What is refused for one reader's sake is halved until that reader is alone; a refused key,
a full rate or a dead line ends the batch, and what was still to go is tried again later.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import perf_counter

from sendgrid import SendGridAPIClient

from notifier.audience.subscription import Lane
from notifier.transports.base import TOGETHER, GiveUp, Outcome, Parcel, Sent, TryAgain, handfuls
from notifier.transports.email.compose import Mail
from notifier.transports.email.harmless import kept
from notifier.transports.email.message import Letterhead, mailbox
from notifier.transports.email.straight import HTTPError, straight_client

PUBLIC_HOST = "https://api.sendgrid.com"
READERS_A_CALL = 1000  # SendGrid's own limit
CALLS_AT_ONCE = 4  # letters to agencies mostly differ: one call each, and each call waits for its answer
LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a call: a status with its words, or none and the trouble."""

    status: int | None
    body: str
    headers: Mapping[str, str]
    seconds: float
    trouble: str = ""


class SendGridMail:
    """Carries e-mail by SendGrid's `mail/send`."""

    lane = Lane.EMAIL

    def __init__(self, key: str, letterhead: Letterhead, *, host: str = PUBLIC_HOST, timeout: float = 15.0):
        self._letterhead = letterhead
        self._api = SendGridAPIClient(api_key=key, host=host)
        self._api.client = straight_client(self._api.client, timeout)
        # At DEBUG the library writes every request to the log, with the key in it.
        logging.getLogger("python_http_client").setLevel(logging.INFO)

    def check(self, address: str) -> None:
        mailbox(address)

    def close(self) -> None:
        """Nothing is held open: the official client uses a connection a call."""

    def carry(self, parcels: Iterable[Parcel | None]) -> Iterator[tuple[Parcel, Outcome]]:
        for together in handfuls(parcels, TOGETHER):
            yield from self._carry(together)

    def _carry(self, parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
        returned: list[tuple[Parcel, Outcome]] = []
        shares = self._shares(parcels, returned)
        halves: list[tuple[Mail, list[Parcel]]] = []
        under_way: dict[Future[_Answer], tuple[Mail, list[Parcel]]] = {}
        over: TryAgain | None = None
        with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="sendgrid") as pool:
            while True:
                while len(under_way) < CALLS_AT_ONCE and (share := halves.pop() if halves else next(shares, None)):
                    if over:
                        yield from ((parcel, over) for parcel in share[1])
                    else:
                        under_way[pool.submit(self._call, *share)] = share
                if not under_way:
                    break
                for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                    mail, readers = under_way.pop(done)
                    answer = done.result()
                    if answer.status in (400, 413) and len(readers) > 1:
                        middle = len(readers) // 2
                        halves += [(mail, readers[middle:]), (mail, readers[:middle])]
                        continue
                    outcome = self._outcome(answer)
                    if isinstance(outcome, TryAgain) and ends_the_batch(answer.status):
                        over = outcome
                    yield from ((parcel, outcome) for parcel in readers)
        yield from returned

    def _shares(
        self, parcels: Sequence[Parcel], returned: list[tuple[Parcel, Outcome]]
    ) -> Iterator[tuple[Mail, list[Parcel]]]:
        for mail, readers in self._letterhead.mails(parcels, returned):
            for start in range(0, len(readers), READERS_A_CALL):
                yield mail, readers[start : start + READERS_A_CALL]

    def _call(self, mail: Mail, readers: list[Parcel]) -> _Answer:
        started = perf_counter()
        try:
            response = self._api.send(self._request(mail, readers))
        except HTTPError as refusal:
            body = refusal.body.decode("utf-8", "replace") if isinstance(refusal.body, bytes) else str(refusal.body)
            return _Answer(refusal.status_code, body, dict(refusal.headers or {}), perf_counter() - started)
        except (OSError, HTTPException, ValueError) as trouble:
            cause = getattr(trouble, "reason", trouble)
            return _Answer(None, "", {}, perf_counter() - started, cause.__class__.__name__)
        body = response.body.decode("utf-8", "replace")
        return _Answer(response.status_code, body, dict(response.headers), perf_counter() - started)

    def _request(self, mail: Mail, readers: list[Parcel]) -> dict[str, object]:
        letterhead = self._letterhead
        return {
            "personalizations": [
                {
                    "to": [{"email": mailbox(parcel.destination.address)}],
                    "custom_args": {"delivery": parcel.id},
                    "headers": {"Message-ID": letterhead.message_id(parcel.id)},
                }
                for parcel in readers
            ],
            "from": {"email": letterhead.address} | ({"name": letterhead.name} if letterhead.name else {}),
            "subject": mail.subject,
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
            "headers": letterhead.standing_headers(mail),
            # Readers are not followed, and a link leads where it says.
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
            },
        }

    def _outcome(self, answer: _Answer) -> Outcome:
        status, seconds = answer.status, answer.seconds
        if status is None:
            return TryAgain(reason=f"SendGrid cannot be reached: {answer.trouble}", seconds=seconds)
        said = kept(answer.body or _header(answer.headers, "X-Message-Id"))
        if 200 <= status < 300:
            return Sent(status=status, response=said, seconds=seconds)
        if status in (400, 413):
            return GiveUp(
                reason="SendGrid refuses the recipient or the message", status=status, response=said, seconds=seconds
            )
        after = None
        match status:
            case 401 | 403:
                reason = "the key is refused"
            case 429:
                reason, after = "SendGrid's rate is used up", asked_pause(answer.headers, self._letterhead.now())
            case _:
                reason = f"SendGrid answered {status}"
                after = asked_pause(answer.headers, self._letterhead.now()) if status == 503 else None
        return TryAgain(reason=reason, after=after, status=status, response=said, seconds=seconds)


def ends_the_batch(status: int | None) -> bool:
    """Whether further calls would fare no better: no answer at all, a refused key, a full rate."""
    return status in (None, 401, 403, 429)


def asked_pause(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long SendGrid asks to be left alone: `Retry-After` (seconds or a date), else `X-RateLimit-Reset`."""
    asked, reset = _header(headers, "Retry-After"), _header(headers, "X-RateLimit-Reset")
    try:
        if asked:
            pause = timedelta(seconds=int(asked)) if asked.isdecimal() else _aware(parsedate_to_datetime(asked)) - now
        elif reset:
            pause = datetime.fromtimestamp(int(reset), UTC) - now
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return min(max(pause, timedelta()), LONGEST_PAUSE)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.casefold() == name.casefold()), "").strip()
