"""Points in their sentence: which word of time leads each in, which are ranges, and which are listed together."""

from collections.abc import Iterator, Sequence

from notifier.actionplan.deadline.clauses import placed
from notifier.actionplan.deadline.grammar import points_in
from notifier.actionplan.deadline.point import Edge, Kind, Point
from notifier.actionplan.deadline.stretch import Lead, Stretch
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_EDGES = {
    Sense.EARLY: Edge.EARLY, Sense.MID: Edge.MID, Sense.LATE: Edge.LATE, Sense.END: Edge.END, Sense.WEEK: Edge.WEEK,
}  # fmt: skip
_LEADS = {
    Sense.BY: Lead.BY, Sense.UNTIL: Lead.UNTIL, Sense.IN: Lead.IN, Sense.WITHIN: Lead.IN, Sense.FROM: Lead.FROM,
    Sense.AFTER: Lead.FROM, Sense.BETWEEN: Lead.IN,
}  # fmt: skip
# `each June until 2029`: what is bounded by a year is not in that year.
_OF_NO_YEAR = (Kind.YEAR, Kind.FISCAL, Kind.PLAN_END)
_STARTING = ("beginning", "start")  # “beginning April 2019”, unlike “the beginning of April”
_BEYOND = ("beyond", "au dela", "past")  # “beyond 2020”, unlike “2020 and beyond”
_TOWARDS = ("to", "по")  # of the words that join a range, those that also lead in its end alone
_IN_THE_YEAR = ("жылы", "жылында", "жылдары")
_JOINING = frozenset(
    {Sense.SKIP, Sense.AND, Sense.OR, Sense.TO, Sense.EACH, Sense.YEAR, *_LEADS, *_EDGES}
)  # fmt: skip
_JOINING_SIGNS = ("-", "–", "/", ",", ";")
_ABLATIVE = ("нан", "нен", "нон", "нөн", "дан", "ден", "дон", "дөн", "тан", "тен", "тон", "төн")
_BEHIND_IN_KYRGYZ = ("айы", "айына", "айында", "айынын", "айынан")


def stretches_in(tokens: Sequence[Token]) -> list[Stretch]:
    """All stretches of a text, from left to right, with the years that they share."""
    return list(placed(_joined(list(_led(tokens)), tokens), tokens))


# ---------------------------------------------------------------- words of time


def _led(tokens: Sequence[Token]) -> Iterator[Stretch]:
    before = 0
    for point in points_in(tokens):
        lead, edge, left, between = _leading(tokens, point, before)
        right, behind, edge_behind = _following(tokens, point.end)
        edge = edge or edge_behind
        edged = point._replace(edge=edge) if edge else point
        lead = behind if behind is not None and behind is not Lead.NONE else lead
        if lead is Lead.NONE and tokens[point.end - 1].text in _IN_THE_YEAR:
            lead = Lead.IN
        yield Stretch(edged, None, lead, left, right, between=between)
        before = right


def _leading(tokens: Sequence[Token], point: Point, limit: int) -> tuple[Lead, Edge | None, int, bool]:
    """What stands before a point: its lead, whether an edge of it is meant, and where that begins."""
    lead, edge, left, between = Lead.NONE, None, point.start, False
    at = point.start - 1
    while at >= limit:
        token = tokens[at]
        if token.text in (_STARTING if at == point.start - 1 else ()) + (_BEYOND if at >= point.start - 2 else ()):
            lead, left = Lead.FROM, at
        elif token.sense in _EDGES and token.value == 0 and (lead is Lead.NONE or tokens[at + 1].text == "in"):
            edge, left = edge or _EDGES[token.sense], at
        elif token.sense in _LEADS and token.value == 0:
            if lead in (Lead.NONE, Lead.IN):
                lead = _LEADS[token.sense]
            between, left = between or token.sense is Sense.BETWEEN, at
        elif token.text in _TOWARDS:
            # “compared to 2021”: before a mere year it shows nothing, unless it joins a range.
            lead, left = (Lead.UNTIL if lead is Lead.NONE and not _mere_year(point) else lead), at
        elif token.sense is Sense.EACH:
            left = at
        elif not (token.sense in (Sense.SKIP, Sense.TO) or _passable(tokens, at, point)):
            break
        at -= 1
    return lead, edge, left, between


def _mere_year(point: Point) -> bool:
    return point.kind in (Kind.YEAR, Kind.FISCAL) and not point.fiscal


def _passable(tokens: Sequence[Token], at: int, point: Point) -> bool:
    """`the year 2020`, `mid-2020`: what may stand between a point and its word of time."""
    token = tokens[at]
    if token.sense is Sense.YEAR:
        return _mere_year(point)
    return token.text == "-" and token.glued and tokens[at + 1].glued


def _following(tokens: Sequence[Token], at: int) -> tuple[int, Lead | None, Edge | None]:
    """What stands behind a point, as in Kyrgyz: `чейин`, `аягына чейин`, `айына карата`."""
    lead: Lead | None = None
    edge: Edge | None = None
    while at < len(tokens):
        token = tokens[at]
        if token.value == 1 and token.sense in _EDGES:
            edge = edge or _EDGES[token.sense]
        elif token.value == 1 and token.sense in _LEADS:
            lead = _LEADS[token.sense]
        elif token.text not in _BEHIND_IN_KYRGYZ:
            break
        at += 1
    return at, lead, edge


# ---------------------------------------------------------------- what belongs together


def _joined(found: list[Stretch], tokens: Sequence[Token]) -> list[Stretch]:
    """Points made ranges where a word or dash joins them, and numbered by the list in which they stand."""
    joined: list[Stretch] = []
    chain = 0
    for one in found:
        how = _link(joined[-1], one, tokens) if joined else None
        if how in ("range", "either") and joined[-1].last is None:
            before = joined[-1]
            lead = before.lead if before.lead not in (Lead.NONE, Lead.FROM) else one.lead
            lead = max(lead, Lead.IN) if before.lead is not Lead.NONE or one.lead is not Lead.NONE else Lead.NONE
            either = how == "either"
            joined[-1] = before._replace(last=one.first, right=one.right, either=either, lead=lead)
            continue
        chain += how is None and bool(joined)
        joined.append(one._replace(chain=chain) if chain else one)
    return _with_shared_years(joined) if len(joined) > 1 or not all(one.whole for one in joined) else joined


def _link(one: Stretch, other: Stretch, tokens: Sequence[Token]) -> str | None:
    """How two stretches are joined by what stands between them: as a range, as a list, as alternatives, or not."""
    between = tokens[one.right : other.first.start]
    if any(
        token.sense not in _JOINING and not (token.sense is Sense.SIGN and token.text in _JOINING_SIGNS)
        for token in between
    ):
        return None
    if one.first.year is None and other.first.kind in _OF_NO_YEAR and one.first.kind is not Kind.PLAN_END:
        return None
    senses = {token.sense for token in between}
    if Sense.UNTIL in senses and one.first.year and one.first.year > (other.first.year or one.first.year):
        return None  # “the plan for 2020 until December 1, 2019”
    signs = {token.text for token in between if token.sense is Sense.SIGN}
    if not between:
        ablative = tokens[one.right - 1].text.endswith(_ABLATIVE) or one.lead is Lead.FROM
        return "range" if ablative else None
    if one.between and Sense.AND in senses:
        return "range"
    if Sense.AND in senses or ";" in signs or ("," in signs and one.lead is not Lead.FROM):
        return "list"
    if senses & {Sense.TO, Sense.UNTIL} or signs & {"-", "–"} or any(token.text == "au" for token in between):
        return "range"
    if Sense.OR in senses or "/" in signs:
        return "range" if _whole_days(one, other) else "either"
    return "list" if senses & set(_LEADS) else None


def _whole_days(one: Stretch, other: Stretch) -> bool:
    """`2018-09-01/2020-08-31` and `2018/2020` are ranges, `Summer/Fall 2023` are alternatives."""
    return one.first.year is not None and one.first.kind in (Kind.DAY, Kind.MONTH, Kind.YEAR)


def _with_shared_years(stretches: list[Stretch]) -> list[Stretch]:
    """`June and December 2019`, `June to August 2020`: the year is printed once for all."""
    shared: list[Stretch] = []
    after: Stretch | None = None
    for one in reversed(stretches):
        source = after.first if after and after.chain == one.chain else None
        last = _given_year(one.last, source) if one.last else None
        first = _given_year(one.first, last or source)
        after = one._replace(first=_before(first, one.first, last), last=last)
        shared.append(after)
    forward: list[Stretch] = []
    for one in reversed(shared):
        before = forward[-1].due if forward and forward[-1].chain == one.chain else None
        first = _in_year(one.first, before) if before and _only_year(one, before) else _given_year(one.first, before)
        last = _given_year(one.last, first) if one.last else None
        forward.append(one._replace(first=first, last=last))
    return forward


def _given_year(point: Point, source: Point | None) -> Point:
    if point.year is not None or source is None or source.year is None or source.kind in _OF_NO_YEAR:
        return point
    if point.kind is Kind.PLAN_END:
        return point
    fiscal = point.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON) and source.fiscal
    return point._replace(year=source.year, second=source.second if fiscal else None, fiscal=fiscal)


def _only_year(one: Stretch, before: Point) -> bool:
    """`March 2023 and 2024` is March of both."""
    if before.year is None or before.kind in _OF_NO_YEAR:
        return False
    return one.last is None and one.first.kind is Kind.YEAR and one.lead is Lead.NONE and not one.first.edge


def _in_year(year: Point, part: Point) -> Point:
    return part._replace(year=year.year, second=None, start=year.start, end=year.end)


def _before(first: Point, printed: Point, last: Point | None) -> Point:
    """`November – February 2020` begins in the year before."""
    inherited = printed.year is None and first.year is not None and last is not None and first.kind is last.kind
    if inherited and last and first.year and (first.number, first.day) > (last.number, last.day or 31):
        return first._replace(year=first.year - 1)
    return first
