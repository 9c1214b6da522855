"""Mail by SendGrid: parcels of equal content share a call, and what one reader is refused for still reaches the rest.

A call is made once. A refusal that names readers ends theirs alone, one that names nobody is halved until whoever it
is about is alone; a refused key, a full rate or a dead line ends the batch, and what was still to go is tried again.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import perf_counter

from sendgrid import SendGridAPIClient

from notifier.audience.subscription import Lane
from notifier.transports.base import TOGETHER, GiveUp, Outcome, Parcel, Sent, TryAgain, handfuls
from notifier.transports.email.compose import Mail
from notifier.transports.email.mail_send import About, Form, Refusal, Share, read_refusal
from notifier.transports.email.message import Letterhead, mailbox
from notifier.transports.email.response import kept
from notifier.transports.email.straight import HTTPError, straight_client

PUBLIC_HOST = "https://api.sendgrid.com"
CALLS_AT_ONCE = 4  # letters to agencies mostly differ: one call each, and each call waits for its answer
LONGEST_PAUSE = timedelta(days=1)
# So many readers of a letter refused alone, in the same words, and nobody served: it may well be the letter.
ALONE_IN_DOUBT = 5

Carried = list[tuple[Parcel, Outcome]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a call: a status with its words, or none and the trouble."""

    status: int | None
    body: str
    headers: Mapping[str, str]
    seconds: float
    trouble: str = ""


@dataclass(slots=True)
class _Fortune:
    """How a mail has fared so far: whether anybody was served, and in what words readers were refused alone."""

    served: bool = False
    alone: Counter[str] = field(default_factory=Counter)

    def in_doubt(self, words: str) -> bool:
        return not self.served and self.alone[words] >= ALONE_IN_DOUBT


class SendGridMail:
    """Carries e-mail by SendGrid's `mail/send`."""

    lane = Lane.EMAIL

    def __init__(self, key: str, letterhead: Letterhead, *, host: str = PUBLIC_HOST, timeout: float = 15.0):
        self._letterhead = letterhead
        self._form = Form(letterhead)
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
        returned: Carried = []
        shares = self._form.shares(parcels, returned)
        parts: list[Share] = []
        fortunes: dict[Mail, _Fortune] = {}
        under_way: dict[Future[_Answer], Share] = {}
        over: TryAgain | None = None
        with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="sendgrid") as pool:
            while True:
                while len(under_way) < CALLS_AT_ONCE and (share := parts.pop() if parts else next(shares, None)):
                    if over:
                        yield from ((parcel, over) for parcel in share.readers)
                    else:
                        under_way[pool.submit(self._call, share)] = share
                if not under_way:
                    break
                for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                    share, answer = under_way.pop(done), done.result()
                    if answer.status in (400, 413):
                        ended, smaller = self._refused(share, answer, fortunes.setdefault(share.mail, _Fortune()))
                        parts += reversed(smaller)
                    else:
                        outcome = self._outcome(answer)
                        fortunes.setdefault(share.mail, _Fortune()).served |= isinstance(outcome, Sent)
                        ended = [(parcel, outcome) for parcel in share.readers]
                    over = over or next((why for _, why in ended if isinstance(why, TryAgain) and _ends_all(why)), None)
                    yield from ended
        yield from returned

    def _refused(self, share: Share, answer: _Answer, fortune: _Fortune) -> tuple[Carried, list[Share]]:
        """Whose deliveries a refusal ends, and what is still to be called."""
        many = len(share.readers) > 1
        refusal = read_refusal(answer.body, len(share.readers)) if answer.status == 400 else Refusal(About.SOMETHING)
        given_up: Outcome = GiveUp(
            reason="SendGrid refuses the recipient or the message",
            status=answer.status, response=kept(answer.body), seconds=answer.seconds,
        )  # fmt: skip
        match refusal.about:
            case About.SENDER:
                return self._all(share, self._mended_by_a_person("SendGrid refuses the sender", answer)), []
            case About.READERS:
                rest = [n for n in range(len(share.readers)) if n not in refusal.places]
                refused = [(share.readers[n], given_up) for n in sorted(refusal.places)]
                return refused, [share.part(rest)] if rest else []
            case About.MESSAGE if many and refusal.words != share.suspect:
                # Its word alone is not taken: a half may be taken where the whole was not.
                return [], share.halves(refusal.words)
            case About.SOMETHING if many and answer.status == 400 and fortune.in_doubt(refusal.words):
                doubt = TryAgain(
                    reason="SendGrid refuses the message, or many of its recipients",
                    status=answer.status, response=kept(answer.body), seconds=answer.seconds,
                )  # fmt: skip
                return self._all(share, doubt), []
            case About.SOMETHING if many:
                return [], share.halves()
        if not many:
            fortune.alone[refusal.words] += 1
        return self._all(share, given_up), []

    def _all(self, share: Share, outcome: Outcome) -> Carried:
        return [(parcel, outcome) for parcel in share.readers]

    def _call(self, share: Share) -> _Answer:
        started = perf_counter()
        try:
            response = self._api.send(self._form.request(share))
        except HTTPError as refusal:
            body = refusal.body.decode("utf-8", "replace") if isinstance(refusal.body, bytes) else str(refusal.body)
            return _Answer(refusal.status_code, body, dict(refusal.headers or {}), perf_counter() - started)
        except (OSError, HTTPException, ValueError) as trouble:
            cause = getattr(trouble, "reason", trouble)
            return _Answer(None, "", {}, perf_counter() - started, cause.__class__.__name__)
        body = response.body.decode("utf-8", "replace")
        return _Answer(response.status_code, body, dict(response.headers), perf_counter() - started)

    def _outcome(self, answer: _Answer) -> Outcome:
        """What an answer other than a refusal of the call's content means for all of its readers."""
        status, seconds = answer.status, answer.seconds
        if status is None:
            # It may have been taken all the same: the try counts, and SendGrid's reports will tell.
            return TryAgain(reason=f"SendGrid cannot be reached: {answer.trouble}", seconds=seconds)
        if 200 <= status < 300:
            said = kept(answer.body or _header(answer.headers, "X-Message-Id"))
            return Sent(status=status, response=said, seconds=seconds)
        if status in (401, 403):
            return self._mended_by_a_person("the key is refused", answer)
        told_to_wait = status == 429 or status >= 500
        return TryAgain(
            reason="SendGrid's rate is used up" if status == 429 else f"SendGrid answered {status}",
            after=asked_pause(answer.headers, self._letterhead.now()) if told_to_wait else None,
            status=status,
            response=kept(answer.body),
            seconds=seconds,
        )

    def _mended_by_a_person(self, reason: str, answer: _Answer) -> TryAgain:
        """For what nothing else would get past either: the lane waits, and no delivery loses a try by it."""
        return TryAgain(
            reason=reason, status=answer.status, response=kept(answer.body), seconds=answer.seconds,
            tried=False, pauses=True,
        )  # fmt: skip


def _ends_all(outcome: TryAgain) -> bool:
    """Whether further calls would fare no better: no answer at all, a refused key or sender, a full rate."""
    return outcome.pauses or outcome.status in (None, 429)


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
