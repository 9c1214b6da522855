"""The verb `why`: one notice explained to a person, down to the file, the rule and the days that the rule considers."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from notifier.cli_plans import instant_of
from notifier.show import Format, FormatOption, complain, listing, say, tell_row

if TYPE_CHECKING:
    from notifier.ledger.inquiry import Carried, Kept
    from notifier.why import Considered, Explained

_NARROW = 12  # columns for what a line is about


def add_to(app: typer.Typer) -> None:
    """Give the command its verb about why."""
    app.command()(why)


def why(
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The id of a notice, or how it begins.")],
    now: Annotated[
        datetime | None, typer.Option(parser=instant_of, metavar="ISO8601", help="Pretend that it is this instant.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Explain why a notice was said or kept back, to whom it went, and which days its rule considers."""
    from notifier.bootstrap import at, build
    from notifier.settings import from_environment
    from notifier.web.sentences import sentence
    from notifier.why import as_json, explain, meant

    service = build(from_environment(), at(now))
    service.ledger.check_schema()
    found = meant(service.ledger, notice)
    if len(found) != 1:
        complain(_not_one(notice, found))
        sys.exit(1)
    explained = explain(service.ledger, service.rulebook, found[0], service.clock())
    service.ledger.close()
    if format is Format.JSON:
        tell_row(as_json(explained, sentence(found[0].notice), [_masked(one) for one in explained.carried]))
    else:
        _tell(explained, sentence(found[0].notice))
    for text in explained.problems:
        complain(text)
    sys.exit(1 if explained.problems else 0)


def _not_one(name: str, found: "Sequence[Kept]") -> str:
    if not found:
        return f"there is no notice `{name}` (`notifier notices --format json` gives the ids of what was said)"
    lines = [f"  {one.notice.id}  {one.notice.on} {one.notice.kind} {one.notice.subject}" for one in found]
    return "\n".join([f"`{name}` begins the ids of several notices (write more of it):", *lines])


# ------------------------------------------------------------------------------------------ in words


def _tell(explained: "Explained", sentence: str) -> None:
    notice = explained.kept.notice
    named = notice.milestone or notice.commitment or notice.plan
    say(f"{notice.id}: {notice.kind} of {notice.on} ({notice.on:%A}), about {notice.subject}, {named.name}")
    say(f"“{sentence}”")
    for about, words in _lines(explained):
        say(f"{about:<{_NARROW}}{words}")
    if explained.carried:
        rows = [_masked(one) for one in explained.carried]
        listing(rows, ("delivery", "lane", "state", "address", "as", "attempts", "reason"), Format.TABLE, "")
    say("")
    _tell_days(explained)


def _lines(explained: "Explained") -> "Iterator[tuple[str, str]]":
    notice, rule = explained.kept.notice, explained.rule
    yield "rule", f"{rule.name}{f' ({rule.file})' if rule.file else ''}: {rule.says or rule.trouble}"
    if rule.settings:
        yield "settings", "; ".join(f"{name}: {value}" for name, value in rule.settings.items())
    if notice.facts:
        yield "facts", "; ".join(f"{name}: {_fact(value)}" for name, value in notice.facts.items())
    if deadline := notice.deadline:
        printed = f"printed “{deadline.printed}”" if deadline.printed else "none printed"
        day = f", read as {deadline.edtf}, that is {deadline.on}" if deadline.on else ", no day"
        yield "deadline", f"{printed}{day} ({deadline.certainty})"
        for remark in deadline.because:
            yield "", f"- {remark}"
    yield "read from", _place(explained)
    yield "said", _said(explained)
    yield "went to", _readers(explained.carried) or "nobody"


def _fact(value: object) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(explained: "Explained") -> str:
    reason = explained.kept.notice.reason
    now = explained.revision_now
    later = f" (the plan is at revision {now} now)" if now and now != reason.revision else ""
    return f"{reason.file}, line {reason.line}, revision {reason.revision}{later}"


def _said(explained: "Explained") -> str:
    notice = explained.kept.notice
    if explained.kept.lapsed:
        return f"to nobody: it lapsed on {notice.lapses}, before it could be said"
    if not notice.to:
        return f"to nobody: {notice.kept_back}"
    said = f"at {notice.said_at.isoformat()}, to {', '.join(notice.to)}"
    said += f"; kept back from others: {notice.kept_back}" if notice.kept_back else ""
    said += f"; it lapses on {notice.lapses}" if notice.lapses else ""
    return said + (f"; withdrawn: {explained.withdrawn}" if explained.withdrawn is not None else "")


def _readers(carried: "Sequence[Carried]") -> str:
    """`agency moh 2, subscriber 3`: as what, and how many of them."""
    counted: dict[str, int] = {}
    for one in carried:
        for role in _roles(one):
            counted[role] = counted.get(role, 0) + 1
    return ", ".join(f"{role}: {count}" for role, count in counted.items())


def _roles(one: "Carried") -> list[str]:
    return [f"{why.role} {why.agency.id}" if why.agency else str(why.role) for why in one.whys]


def _masked(one: "Carried") -> dict[str, object]:
    """A delivery with as much of its address as its owner knows it by: nobody else could write to it."""
    from notifier.actionplan.private import masked

    host = urlsplit(one.address).hostname if "://" in one.address else None
    return {
        "delivery": one.id, "lane": str(one.lane), "state": str(one.state),
        "address": f"{host}/…" if host else masked(one.address), "as": _roles(one), "attempts": one.attempts,
        "not_before": one.not_before.isoformat(), "ended_at": one.ended_at and one.ended_at.isoformat(),
        "reason": one.reason,
    }  # fmt: skip


def _tell_days(explained: "Explained") -> None:
    rule = explained.rule
    if rule.trouble:
        say(f"The rule `{rule.name}` cannot be asked again: {rule.trouble}. On the record are these of its days:")
    else:
        say(f"The days that the rule `{rule.name}` considers, its case being as it stands today:")
    columns = ("asked", "on", "day", "kind", "to", "fate", "why", "notice")
    listing(map(_day, explained.considered), columns, Format.TABLE, "none")
    if explained.still is False:
        say("The rule would not say it today.")
        if not explained.changes:
            say("Nothing has changed in the plan: the rule, or its settings, are not what they were.")
    if explained.changes:
        say("Since then:")
        listing(
            ({"what": one.what, "then": one.then, "now": one.now} for one in explained.changes),
            ("what", "then", "now"), Format.TABLE, "",
        )  # fmt: skip


def _day(one: "Considered") -> dict[str, object]:
    not_today = None if one.still else "the rule would not say it today"
    return {
        "asked": "→" if one.asked else "", "on": str(one.on), "day": f"{one.on:%a}", "kind": one.kind,
        "to": list(one.to), "fate": str(one.fate), "why": "; ".join(text for text in (one.why, not_today) if text),
        "notice": one.notice,
    }  # fmt: skip
