"""E-mails a second to the subscribers of one notice, beside one call a recipient; SendGrid is a fake that takes time.

It answers after 100 ms, about as long as the real one takes, and in a second turn at once: then nothing is left but
what each costs the machine. One call a recipient is measured with some hundred of the recipients.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import obvious, owed
from benchmarks.delivering import deliver
from benchmarks.figures import Figures, Say, ratio
from benchmarks.installation import Machine
from benchmarks.receivers import Kind, Receivers, rate, whole
from notifier.audience.subscription import Destination, Lane

WORKERS = 2
DELAY = 0.1  # seconds
# About as long as the letter of the notice is as a text.
TEXT = "A milestone of the action plan was due and has not been reported as done. " * 20


@dataclass(frozen=True, slots=True)
class Size:
    """How many recipients of ours, and of those that are called one by one."""

    recipients: int = 20_000
    called: int = 300


def run(machine: Machine, folder: Path, say: Say, size: Size | None = None) -> Figures:
    """`email_per_s`, `call_per_recipient_per_s` and their ratio, each also with `_no_delay`."""
    size = size or Size()
    figures: Figures = {}
    with Receivers(["127.0.0.1"], Kind.MAIL) as far:
        url = f"sendgrid+http://127.0.0.1:{far.port}"
        settings = {"email_url": url, "email_from": "Open government <open-government@example.org>"}
        with machine.installation(folder, **settings) as service:
            to = owed.readers(service, size.recipients)
            with service.workers(WORKERS):
                for turn, delay in (("", DELAY), ("_no_delay", 0.0)):
                    far.answer_after(delay)
                    owed.owe(service, owed.said(service, f"email{turn.replace('_', '-')}", 1), to)
                    ours = len(to) / deliver(service, far, Lane.EMAIL, len(to)).to_be_down
                    say(f"email_per_s{turn}", ours)
                    theirs = _call_per_recipient(machine, far, folder, to[: size.called])
                    say(f"call_per_recipient_per_s{turn}", theirs)
                    figures[f"email_per_s{turn}"] = ours
                    figures[f"call_per_recipient_per_s{turn}"] = theirs
                    figures[f"email_vs_call_per_recipient{turn}"] = ratio(ours, theirs)
    return figures


def _call_per_recipient(machine: Machine, far: Receivers, folder: Path, to: Sequence[Destination]) -> float:
    found = obvious.mail_all(machine, far, folder, [one.address for one in to], TEXT)
    return rate(whole(found, len(to), "one call a recipient"))
