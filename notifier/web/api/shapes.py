"""From what the ledger knows to what the API says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from notifier.actionplan import deadline as deadlines
from notifier.actionplan.model import Commitment, Milestone, PlanHead, lead_of, subject
from notifier.actionplan.private import without_addresses
from notifier.agenda import answer as answers
from notifier.agenda.case import Case
from notifier.ledger.board import News, Said
from notifier.web.api import models
from notifier.web.sentences import sentence
from notifier.web.state import counted, state_of, state_of_commitment


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan in service with what it promises, on its own today."""

    head: PlanHead
    today: date
    commitments: Sequence[Commitment]
    names: Mapping[tuple[str, str], str]
    news: Mapping[str, News]
    base_url: str

    def agency(self, id: str) -> models.Named:
        return models.Named(id=id, name=public(self.names.get((self.head.id, id), id)))

    def url(self, *parts: str) -> str:
        return self.base_url + "/plans/" + "/".join(quote(part, safe="") for part in (self.head.id, *parts))


def public(value: Any) -> Any:
    """A value in which no text holds anybody's e-mail address."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {name: public(one) for name, one in value.items()}
    return [public(one) for one in value] if isinstance(value, list | tuple) else value


def plan(of: Shown) -> models.Plan:
    head = of.head
    states = counted(state_of(one, of.today) for commitment in of.commitments for one in commitment.milestones)
    return models.Plan(
        id=head.id, title=public(head.title), country=head.country, starts=head.starts, ends=head.ends,
        timezone=head.timezone, language=head.language, source=public(head.source), today=of.today,
        milestones={models.StateWord(state.slug): count for state, count in states.items()}, url=of.url(),
    )  # fmt: skip


def commitment(of: Shown, one: Commitment) -> models.Commitment:
    return models.Commitment(
        plan=of.head.id, id=one.id, title=public(one.title), lead=of.agency(one.lead), support=public(one.support),
        themes=public(one.themes), source=public(one.source),
        state=models.StateWord(state_of_commitment(one, of.today).slug), milestones=len(one.milestones),
        completed=sum(below.completed for below in one.milestones), url=of.url(one.id),
    )  # fmt: skip


def milestone(of: Shown, above: Commitment, one: Milestone) -> models.Milestone:
    return models.Milestone(**_milestone(of, above, one))


def _milestone(of: Shown, above: Commitment, one: Milestone) -> dict[str, Any]:
    name = subject(above, one)
    heard = of.news.get(name)
    return {
        "plan": of.head.id, "commitment": above.id, "id": one.id, "subject": name, "title": public(one.title),
        "agency": of.agency(lead_of(above, one)), "deadline": deadline(one.deadline), "starts": one.starts,
        "status": one.status, "done_on": one.done_on, "evidence": public(one.evidence),
        "state": models.StateWord(state_of(one, of.today).slug),
        "answer": answer(heard.answer) if heard and heard.answer else None,
        "url": of.url(above.id) if one.id == above.id else of.url(above.id, one.id),
    }  # fmt: skip


def milestone_whole(of: Shown, case: Case) -> models.MilestoneWhole:
    seen = [
        models.Sighting(
            seen_on=one.seen_on, deadline=deadline(one.deadline), status=one.status, done_on=one.done_on,
            revision=one.revision,
        )
        for one in case.history
    ]  # fmt: skip
    said = [answer(one) for one in case.answers]
    return models.MilestoneWhole(**_milestone(of, case.commitment, case.milestone), sightings=seen, answers=said)


def deadline(one: deadlines.Deadline) -> models.Deadline:
    return models.Deadline(
        printed=public(one.printed), edtf=one.edtf, on=one.on, certainty=one.certainty, because=public(one.says)
    )


def answer(one: answers.Answer) -> models.Answer:
    return models.Answer(
        said_on=one.said_on, says=one.says, agency=one.agency, until=one.until, evidence=public(one.evidence),
        reason=public(one.reason),
    )  # fmt: skip


def notice(one: Said, base_url: str) -> models.Notice:
    of = one.notice
    data = public(of.as_json())
    return models.Notice(
        id=of.id, number=one.number, chain=one.chain, kind=of.kind, on=of.on, said_at=of.said_at,
        says=public(sentence(of)), to=list(of.to), lapsed=one.lapsed, kept_back=public(of.kept_back),
        plan=data["plan"], commitment=data["commitment"], milestone=data["milestone"], agency=data["agency"],
        deadline=deadline(of.deadline) if of.deadline else None, reason=data["reason"], facts=data["facts"],
        url=base_url + quote(of.path),
    )  # fmt: skip
