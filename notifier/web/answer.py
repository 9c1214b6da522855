"""The page on which an agency answers: one link for one thing to say, one form, no password.

Looking at it changes nothing, for programs open every link in a mail; only the form's POST does. What is written there
is public at once, as the agency's own word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from notifier import answering
from notifier.actionplan.model import subject
from notifier.agenda.answer import Answer, Says
from notifier.agenda.case import Case
from notifier.answering import Question
from notifier.audience.language import day
from notifier.audience.wording import Wording
from notifier.bootstrap import Notifier
from notifier.errors import AnswerError
from notifier.ledger.board import in_public_words
from notifier.web.pages import PRIVATE, Pages
from notifier.web.rates import limited
from notifier.web.tongue import Spoken, Tongue
from notifier.web.words import title_in


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody has typed into the form."""

    milestone: str = ""
    until: str = ""
    evidence: str = ""
    reason: str = ""


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The routes of this page."""
    router = APIRouter()
    ledger, links, clock = notifier.ledger, notifier.links, notifier.clock

    def asked_by(token: str) -> Question | None:
        may = links.answerer(token)
        with in_public_words():
            return answering.question(ledger, may, clock()) if may else None

    def form(tongue: Tongue, asked: Question, given: Given, errors: Mapping[str, str]) -> Response:
        choices = [(subject(case.commitment, case.milestone), _named(case, tongue.code)) for case in asked.cases]
        return pages.page(
            "answer.html", tongue, 422 if errors else 200, PRIVATE, asked=asked, given=given, errors=errors,
            choices=choices, titles=_titles(tongue.say),
        )  # fmt: skip

    @router.api_route("/answer/{token}", methods=["GET", "HEAD"])
    def show(tongue: Spoken, token: str) -> Response:
        asked = asked_by(token)
        return _closed(pages, tongue, asked) or form(tongue, _certain(asked), Given(), {})

    @router.post("/answer/{token}", dependencies=[Depends(limited("answer"))])
    def take(
        tongue: Spoken,
        token: str,
        milestone: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
        evidence: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        found = asked_by(token)
        if closed := _closed(pages, tongue, found):
            return closed
        asked = _certain(found)
        given = Given(milestone, until.strip(), evidence.strip(), reason.strip())
        case, errors = _checked(asked, given, tongue.say)
        if case is None or errors:
            return form(tongue, asked, given, errors)
        name = subject(case.commitment, case.milestone)
        try:
            with in_public_words():
                taken = answering.answer(
                    ledger, notifier.rulebook, asked.plan.head.id, name, asked.says, clock(), agency=asked.agency.id,
                    leading=True,
                    until=date.fromisoformat(given.until) if asked.says is Says.NEW_DATE else None,
                    evidence=given.evidence or None, reason=given.reason or None,
                )  # fmt: skip
        except AnswerError as refused:
            return form(tongue, asked, given, {"reason": str(refused)})
        return pages.page(
            "answered.html", tongue, 200, PRIVATE, given=taken, plan=asked.plan.head.id, commitment=case.commitment.id,
            what_follows=_what_follows(taken, tongue),
        )  # fmt: skip

    return router


def _certain(asked: Question | None) -> Question:
    assert asked is not None, "a question that is not there has been answered by a page that says so"
    return asked


def _closed(pages: Pages, tongue: Tongue, asked: Question | None) -> Response | None:
    """The page that says why there is nothing to answer here; None where there is."""
    say = tongue.say
    if asked is None:
        status, title = 404, say.gettext("This link leads to no question")
        line = say.gettext("It may have been cut short on its way: try to copy it whole from the message.")
    elif asked.expired:
        status, title = 410, say.gettext("This link has expired")
        line = say.gettext("Answer by a newer message, or write to the sender of the message.")
    elif not asked.cases:
        status, title = 410, say.gettext("There is nothing left to answer")
        line = say.gettext("It is completed, no longer in the plan, or led by another agency now.")
    else:
        return None
    return pages.sorry(status, title, line, tongue=tongue, headers=PRIVATE)


def _titles(say: Wording) -> dict[Says, str]:
    return {
        Says.DELIVERED: say.gettext("It is done"),
        Says.NEW_DATE: say.gettext("It needs a new date"),
        Says.DISPUTED: say.gettext("This is not right"),
    }


def _named(case: Case, language: str) -> str:
    return f"{case.milestone.id} {title_in(case.milestone, language)}"


def _checked(asked: Question, given: Given, say: Wording) -> tuple[Case | None, dict[str, str]]:
    """The milestone that is meant, and what is wrong with the form, by field."""
    errors = {}
    named = {subject(case.commitment, case.milestone): case for case in asked.cases}
    case = asked.cases[0] if len(asked.cases) == 1 else named.get(given.milestone)
    if case is None:
        errors["milestone"] = say.gettext("Say which milestone you mean.")
    if asked.says is Says.NEW_DATE and (wrong := _wrong_day(asked, case, given.until, say)):
        errors["until"] = wrong
    if given.evidence and not answering.is_evidence(given.evidence):
        errors["evidence"] = say.gettext("This is not a web address: it starts with https://.")
    if asked.says is not Says.DELIVERED and not given.reason:
        errors["reason"] = say.gettext("Say why, in a sentence.")
    return case, errors


def _wrong_day(asked: Question, case: Case | None, text: str, say: Wording) -> str | None:
    try:
        until = date.fromisoformat(text)
    except ValueError:
        return say.gettext("Choose a day, or write it as 2026-12-31.")
    due_on = case.due_on if case else None
    last = max(asked.today, due_on or asked.today)
    if until <= last:
        return say.gettext("Choose a day after %(day)s.", day=last)
    if until.year > last.year + answering.LONGEST_WAIT:
        return say.gettext("Choose a nearer day: this one is more than %(n)s years ahead.", n=answering.LONGEST_WAIT)
    return None


def _what_follows(given: Answer, tongue: Tongue) -> str:
    say = tongue.say
    match given.says:
        case Says.DELIVERED:
            return say.gettext(
                "You will not be reminded of it any more. Those who follow the plan are told, and will look for the "
                "evidence. Please have the plan show that it is done, too."
            )
        case Says.NEW_DATE:
            until = day(given.until, tongue.code) if given.until else ""
            return say.gettext(
                "You will not be pressed for it before %(day)s. Those who follow the plan are told; to them the "
                "deadline of the plan stays what it is until the plan itself has the new one.",
                day=until,
            )
    return say.gettext(
        "The people who keep the plan and those who follow it are told. Reminders go on until the plan is corrected."
    )
