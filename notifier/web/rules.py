"""The rules in force, for everybody: what each says, as whoever wrote it says it, with its settings and its proof."""

from fastapi import APIRouter, Response

from notifier.bootstrap import Notifier
from notifier.web.pages import Pages
from notifier.web.tongue import Spoken

READS = ["GET", "HEAD"]


def routes(notifier: Notifier, pages: Pages) -> APIRouter:
    """The route of this page."""
    router = APIRouter()
    shown = [(rule.name, *_parted(rule.doc), rule.described_settings()) for rule in notifier.rulebook.rules]

    @router.api_route("/rules", methods=READS)
    def show_rules(tongue: Spoken) -> Response:
        return pages.page("rules.html", tongue, rules=shown)

    return router


def _parted(docstring: str) -> tuple[str, str]:
    """What a rule says of itself, and the examples that prove it."""
    words, mark, examples = docstring.strip().partition(">>> ")
    return words.strip(), (mark + examples).strip()
