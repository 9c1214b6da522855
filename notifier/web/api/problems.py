"""Errors as problem details (RFC 9457): what is wrong, where, and what to do."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from notifier.errors import LedgerError
from notifier.web.rates import TooMany

log = structlog.get_logger()

CONTENT_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field, or at one place of a plan."""

    where: str
    what: str


class Problem(BaseModel):
    """What is wrong, and what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


class Wrong(Exception):
    """A request that cannot be answered, in words for whoever sent it."""

    def __init__(self, status: int, detail: str, errors: Mapping[str, str] | None = None, **headers: str):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = [FieldProblem(where=where, what=what) for where, what in (errors or {}).items()]
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the description of a route: the problems that it may answer with."""
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"model": Problem, "description": HTTPStatus(status).phrase, "content": content} for status in statuses
    }


def answer_in_problems(api: FastAPI) -> None:
    """Have every failure of the API answered as a problem."""

    @api.exception_handler(Wrong)
    def wrong(_: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, Wrong), "nothing else is handed to this handler"
        return problem(trouble.status, trouble.detail, trouble.errors, trouble.headers)

    @api.exception_handler(RequestValidationError)
    def invalid(_: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, RequestValidationError), "nothing else is handed to this handler"
        found = [FieldProblem(where=".".join(map(str, one["loc"])), what=str(one["msg"])) for one in trouble.errors()]
        return problem(422, "The request is not what the description of the API asks for; see `errors`.", found)

    @api.exception_handler(HTTPException)
    def refused(_: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, HTTPException), "nothing else is handed to this handler"
        detail = {
            404: "There is nothing at this address; /api/v1/openapi.json describes what there is.",
            405: "This cannot be done at this address; the header Allow names what can.",
        }
        words = detail.get(trouble.status_code, str(trouble.detail))
        return problem(trouble.status_code, words, headers=trouble.headers)

    @api.exception_handler(TooMany)
    def too_often(_: Request, trouble: Exception) -> Response:
        assert isinstance(trouble, TooMany), "nothing else is handed to this handler"
        detail = f"You have asked too often. Ask again in {trouble.seconds} seconds."
        return problem(429, detail, headers={"Retry-After": str(trouble.seconds)})

    @api.exception_handler(LedgerError)
    def unreadable(_: Request, trouble: Exception) -> Response:
        log.error("ledger.unreadable", trouble=str(trouble), because=repr(type(trouble.__cause__)))
        return problem(503, "The ledger cannot be read just now; try again in a minute.", headers={"Retry-After": "60"})

    @api.exception_handler(Exception)
    def broken(_: Request, trouble: Exception) -> Response:
        return problem(500, "Something went wrong here, and has been written to the log.")


def problem(
    status: int, detail: str, errors: list[FieldProblem] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer that is a problem."""
    said = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors or [])
    return Response(said.model_dump_json(), status, headers, CONTENT_TYPE)
