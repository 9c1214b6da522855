"""Rows ↔ values: how the ledger spells the model's values, in one place for writing and reading."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from notifier.actionplan.deadline import Certainty, Deadline, Expectation, Remark
from notifier.actionplan.model import Commitment, DaysOff, Heading, Milestone, PlanHead, Status, subject_named
from notifier.actionplan.revision import Sighting
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Named, Notice, Reason, deadline_of_json
from notifier.audience.match import Role, Why
from notifier.audience.subscription import Interest

Row = RowMapping | Mapping[str, Any]


def head_of(row: Row) -> PlanHead:
    return PlanHead(
        row["id"], row["title"], row["country"], row["starts_on"], row["ends_on"], row["timezone"], row["language"],
        row["notify_at"], row["source"], row["rules"], row["titles"] or {}, days_off_of_json(row["days_off"] or {}),
        row["head_start"], row["lead"],
    )  # fmt: skip


def days_off_as_json(off: DaysOff) -> dict[str, Any]:
    """Only what a plan says: for most that is nothing."""
    said = {
        "country": off.country, "region": off.region, "weekend": None if off.weekend is None else list(off.weekend),
        "extra": [str(day) for day in off.extra] or None,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def days_off_of_json(data: Mapping[str, Any]) -> DaysOff:
    weekend = data.get("weekend")
    extra = tuple(date.fromisoformat(day) for day in data.get("extra", ()))
    return DaysOff(data.get("country"), data.get("region"), None if weekend is None else tuple(weekend), extra)


def deadline_columns(deadline: Deadline) -> dict[str, Any]:
    return {
        "printed": deadline.printed, "edtf": deadline.edtf, "due_on": deadline.on,
        "certainty": str(deadline.certainty), "because": because_as_json(deadline),
        "expectations": [[one.printed, one.edtf, str(one.on)] for one in deadline.expectations] or None,
    }  # fmt: skip


def because_as_json(deadline: Deadline) -> list[list[Any]]:
    return [[remark.text, dict(remark.values)] for remark in deadline.because]


def because_of_json(data: Sequence[Sequence[Any]]) -> tuple[Remark, ...]:
    return tuple(Remark(text, values) for text, values in data)


def deadline_of_row(row: Row) -> Deadline:
    expectations = tuple(
        Expectation(printed, edtf, date.fromisoformat(on)) for printed, edtf, on in row["expectations"] or ()
    )
    because = because_of_json(row["because"])
    return Deadline(row["printed"], row["edtf"], row["due_on"], Certainty(row["certainty"]), because, expectations)


def milestone_of(row: Row, line: int = 1) -> Milestone:
    return Milestone(
        row["id"], row["title"], deadline_of_row(row), row["starts_on"], Status(row["status"]), row["done_on"],
        row["evidence"], line, row["lead"], tuple(row["support"] or ()), row["heading"], row["was"],
        row["titles"] or {}, row["prints"] or {}, row["dated"], row["extra"] or {},
    )  # fmt: skip


def commitment_of(row: Row, milestones: tuple[Milestone, ...]) -> Commitment:
    return Commitment(
        row["id"], row["title"], row["lead"], milestones, tuple(row["support"]), tuple(row["themes"]), row["source"],
        tuple(Heading(*one) for one in row["headings"] or ()), row["was"], row["titles"] or {},
        row["identity"],
    )  # fmt: skip


def sighting_of_row(row: Row) -> Sighting:
    status = Status(row["status"])
    return Sighting(row["seen_on"], deadline_of_row(row), status, row["done_on"], row["revision"], row["line"])


def notice_row(notice: Notice, lapsed: bool) -> dict[str, Any]:
    return {
        "id": notice.id,
        "plan_id": notice.plan.id,
        "subject": notice.identity,
        "rule": notice.reason.rule,
        "kind": str(notice.kind),
        "on": notice.on,
        "lapses_on": notice.lapses,
        "lapsed": lapsed,
        "kept_back": notice.kept_back,
        "said_at": notice.said_at,
        "commitment_id": notice.commitment_identity,
        "agency_id": notice.agency and notice.agency.id,
        "to": [str(one) for one in notice.to],
        "themes": list(notice.themes),
        "words": words_of(notice),
        # What a webhook's receiver is sent; and how its deadline was read, to be said in other languages.
        "data": {**notice.as_json(), "because": because_as_json(notice.deadline) if notice.deadline else []},
    }


def words_of(notice: Notice) -> str:
    """What a search looks for in a notice, in no case: what it is about is called."""
    named = notice.plan, notice.commitment, notice.milestone, notice.agency
    called = [text for one in named if one for text in (one.id, one.name)]
    return " ".join([notice.subject, *called, *notice.themes]).casefold()


def notice_of_row(row: Row) -> Notice:
    data = row["data"]
    reason = data["reason"]
    plan, commitment, milestone = (data[name] and data[name]["id"] for name in ("plan", "commitment", "milestone"))
    name = subject_named(commitment, milestone) if commitment else plan
    return Notice(
        on=row["on"],
        kind=Kind(row["kind"]),
        to=tuple(To(one) for one in row["to"]),
        subject=name,
        plan=Named(data["plan"]["id"], data["plan"]["title"]),
        commitment=data["commitment"] and Named(data["commitment"]["id"], data["commitment"]["title"]),
        milestone=data["milestone"] and Named(data["milestone"]["id"], data["milestone"]["title"]),
        agency=data["agency"] and Named(data["agency"]["id"], data["agency"]["name"]),
        themes=tuple(row["themes"]),
        deadline=data["deadline"] and deadline_of_json(data["deadline"], _because_of(data)),
        lapses=row["lapses_on"],
        facts=data["facts"],
        reason=Reason(reason["rule"], reason["revision"], reason["file"], reason["line"]),
        said_at=row["said_at"],
        first_named=None if row["subject"] == name else row["subject"],
        commitment_first_named=None if row["commitment_id"] == commitment else row["commitment_id"],
        kept_back=row["kept_back"],
    )


def _because_of(data: Mapping[str, Any]) -> tuple[Remark, ...]:
    # Notices from before this was kept hold the English sentence alone.
    return because_of_json(data.get("because") or [[data["reason"]["says"].replace("%", "%%"), {}]])


def why_as_json(why: Why) -> dict[str, Any]:
    return {
        "role": str(why.role),
        "agency": why.agency and {"id": why.agency.id, "name": why.agency.name},
        "interest": why.interest and interest_as_json(why.interest),
    }


def why_of_json(data: Mapping[str, Any]) -> Why:
    agency, interest = data["agency"], data["interest"]
    return Why(
        Role(data["role"]),
        agency and Named(agency["id"], agency["name"]),
        interest and interest_of_json(interest),
    )


# What an interest asks for, by the names of its JSON and of the columns of a subscription.
INTEREST = ("plan", "agency", "commitment", "theme", "kind")


def interest_as_json(interest: Interest) -> dict[str, str | None]:
    return {
        "plan": interest.plan, "agency": interest.agency, "commitment": interest.commitment,
        "theme": interest.theme, "kind": interest.kind and str(interest.kind),
    }  # fmt: skip


def interest_of_json(data: Row) -> Interest:
    """What `interest_as_json` wrote; the columns of a subscription have the same names."""
    kind = data["kind"]
    return Interest(data["plan"], data["agency"], data["commitment"], data["theme"], Kind(kind) if kind else None)
