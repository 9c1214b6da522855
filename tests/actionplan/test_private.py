"""Private addresses and numbers are known for what they are, and deadlines, sums and ids for what those are."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.private import masked, without_addresses, without_numbers
from notifier.actionplan.problems import Problem
from notifier.actionplan.reader import Reading, read_content, read_source
from notifier.actionplan.reader.source import Source
from tests.actionplan.cast import HEAD
from tests.house.project import ROOT

DATA = ROOT.parent / "shared" / "data"

TELEPHONES = [
    "+996 312 62 50 33", "+996312625033", "(+996) 555-12-34-56", "(0312) 66-20-43", "0312 66 20 43", "0 555 12 34 56",
    "0555123456", "613-555-0199", "613-555-2019", "(613) 555-0199", "01 42 34 56 78", "555 123 456",
]  # fmt: skip
CALLED = [("tel. ", "555-0199"), ("Tel: ", "+1 (613) 555-0199"), ("тел.: ", "66-20-43"), ("факс ", "66-20-44"),
          ("☎ ", "66 20 43"), ("téléphone : ", "22 24 90 90")]  # fmt: skip
NO_TELEPHONES = [
    "31.08.2018 – 31.08.2020", "01.09.18 - 31.08.20", "1.1.2019-30.6.2020", "31/08/2020 - 31/08/2021", "01/09/2019",
    "2018-2020", "2018–2020", "2018/19 - 2020/21", "2026‑2027", "2018-09-01/2020-08-31", "2020-08-31 2020-08-31",
    "2018 2019 2020 2021", "2019-06/2020-06", "5 by June 2019; 10 by June 2020", "1 September 2018 – 31 August 2020",
    "Law No. 149-2008-123", "12345678901234567890123", "№ 1234567890", "order 1234567", "ISBN 978-3-16-148410-0",
    "KG-2018-000123456", "C01.1.1",
    "12 500 000 000 сомов", "1 000 000 000", "150 000 000 $", "Strategy 2018-2020, order 1234567",
]  # fmt: skip
ADDRESSES = [
    "jane.doe+x@home.example.org", "a@b.kg", "Ünal@пример.рф", "o'brien@example.org", "jane (at) example.org",
    "jane[at]example[dot]org", "jane @ example.org", "jane＠example.org",
]  # fmt: skip


@pytest.mark.parametrize("number", TELEPHONES)
def test_a_telephone_number_is_withheld(number: str) -> None:
    assert without_numbers(f"Jane Doe {number}, room 5") == "Jane Doe [number withheld], room 5"


@pytest.mark.parametrize(("called", "number"), CALLED)
def test_what_is_called_a_telephone_number_is_one_however_short(called: str, number: str) -> None:
    assert without_numbers(f"Jane, {called}{number}") == f"Jane, {called}[number withheld]"


@pytest.mark.parametrize("text", NO_TELEPHONES)
def test_a_deadline_a_sum_or_an_id_is_no_telephone_number(text: str) -> None:
    assert without_numbers(text) == text


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_withheld_however_it_is_written(address: str) -> None:
    assert without_addresses(f"Write to {address}, please") == "Write to [address withheld], please"


@pytest.mark.parametrize("text", ["meet at 5 (at home)", "@ministry", "a@b", "5 @ 3"])
def test_what_nobody_could_write_to_is_no_address(text: str) -> None:
    assert without_addresses(text) == text


def test_a_contact_is_shown_so_that_only_who_typed_it_knows_it() -> None:
    assert masked("jane.doe@@moh.example.org") == "j…@@moh.example.org"
    assert masked("the front desk") == "the front desk"


@pytest.mark.parametrize("text", ["1" * 200_000, "1 " * 100_000, "(" * 200_000, "a." * 20_000 + "@" * 20_000,
                                  "1(.-" * 50_000, "tel" * 60_000, "a@" * 50_000, "a@" + "b." * 50_000])  # fmt: skip
def test_a_long_text_of_many_signs_costs_no_time(text: str) -> None:
    assert without_numbers(without_addresses(text))  # a square of its length would take minutes


def facts() -> Iterator[str]:
    if not DATA.is_dir():
        pytest.skip("the collected facts (shared/data) are not beside this checkout: not compared with them")
    for name in ("canada-2018-2020.csv", "canada-2025-2029.csv", "deadlines-labelled-2018-2020.csv"):
        with Path(DATA / name).open(encoding="utf-8-sig", newline="") as file:
            yield from (value for row in csv.DictReader(file) for value in row.values() if isinstance(value, str))
    for row in json.loads((DATA / "kyrgyz-2018-2020.json").read_text(encoding="utf-8"))["commitments"]:
        yield from [row["title"], row["lead"], row["dates_as_printed"] or "", *row["support"], *row["themes"]]


def test_of_three_published_plans_nothing_is_withheld() -> None:
    texts = list(facts())
    assert len(texts) > 2000
    assert [text for text in texts if without_numbers(without_addresses(text)) != text] == []


EVERYWHERE = """\
  - id: C1
    title: {en: "Open data, ask jane@example.org", ru: "Данные, 0555 12 34 56"}
    lead: moh
    support: ["Jane Doe (jane@example.org)", "Союз, тел. 66-20-43"]
    themes: ["health jane@example.org"]
    source: https://example.org/?contact=jane@example.org
    headings: [{id: H, title: "Ask 0555 12 34 56"}]
    milestones:
      - id: "1"
        title: Call 0555 12 34 56
        heading: H
        due: {en: "2026-06-30 (jane@example.org)", fr: "call +996 312 62 50 33"}
        evidence: https://example.org/jane@example.org
        extra: {contact: "jane@example.org, 0555 12 34 56", "Year": "2018-2020"}
"""
SECRETS = ("jane", "555 12", "66-20", "62 50")


def everywhere() -> Reading:
    head = HEAD.replace("title: A plan", 'title: "A plan of jane@example.org"')
    return read_content("plan.yaml", (head.replace("of Finance", "of Finance 0555 12 34 56") + EVERYWHERE).encode())


def built() -> ActionPlan:
    plan = everywhere().plan
    assert plan is not None
    return plan


def test_no_field_but_contacts_keeps_an_address_or_a_number() -> None:
    plan = built()
    assert [secret for secret in SECRETS if secret in repr(plan)] == []
    [commitment] = plan.commitments
    [milestone] = commitment.milestones
    assert plan.head.title == "A plan of [address withheld]"
    assert plan.agency("mof").name == "Ministry of Finance [number withheld]"
    assert plan.agency("moh").emails == ("open@moh.example.org",)
    assert commitment.support == ("Jane Doe ([address withheld])", "Союз, тел. [number withheld]")
    assert (commitment.source, milestone.evidence) == (None, None)
    assert milestone.title == "Call [number withheld]"
    assert milestone.extra == {"contact": "[address withheld], [number withheld]", "Year": "2018-2020"}
    assert (milestone.deadline.printed, milestone.deadline.on) == ("2026-06-30 ([address withheld])", date(2026, 6, 30))


def test_each_of_them_is_a_warning_at_its_place_that_does_not_repeat_it() -> None:
    found = [str(one) for one in everywhere().problems]
    assert [one for one in found if any(secret in one for secret in SECRETS)] == []
    places = {one.split(": ")[0] for one in found if "it is withheld" in one}
    assert {f"plan.yaml:{place}" for place in ("1:28", "4:21", "7:17", "7:56", "9:15", "9:46", "10:14", "11:13",
            "12:31", "15:16", "17:19", "17:56", "18:19", "19:26")} <= places  # fmt: skip


@pytest.mark.parametrize("field", ['"jane@example.org": x', "country2: jane@example.org", "status: jane@example.org",
                                   "was: jane@example.org", "done_on: call 0555 12 34 56"])  # fmt: skip
def test_no_mistake_in_the_shape_of_a_file_repeats_one(field: str) -> None:
    text = HEAD + f"  - {{id: C1, title: A, lead: moh, {field}}}\n"
    found = [str(one) for one in read_content("p.yaml", text.encode()).problems]
    assert found
    assert [one for one in found if "jane" in one or "555" in one] == []


def test_a_misspelt_contact_is_shown_without_the_name() -> None:
    text = HEAD.replace("open@moh", "jane.doe@@moh") + "  - {id: C1, title: A, lead: moh}\n"
    [error] = read_content("p.yaml", text.encode()).errors
    assert error.what == "`emails`: this is not an e-mail address: 'j…@@moh.example.org'"


def test_only_an_agency_has_contacts() -> None:
    text = HEAD + "  - {id: C1, title: A, lead: moh, extra: {emails: jane@example.org}}\n"
    plan = read_content("p.yaml", text.encode()).plan
    assert plan is not None
    assert plan.commitments[0].milestones[0].extra == {"emails": "[address withheld]"}


@pytest.mark.parametrize("column", ["source", "evidence", "id", "was", "emails"])
def test_a_column_that_is_called_as_a_field_is_none(column: str) -> None:
    table = f"a,b,c,{column}\n1,Open,2026-01-01,call +1 613 555 0199 or jane@example.com\n"
    mapping = (
        "plan: {id: p, title: A, country: CA, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}\n"
        "agencies: [{id: moh, name: Health, emails: [a@moh.example.org]}]\n"
        "commitment: {id: a, title: b, due: c}\ndefaults: {lead: moh}\n"
    )
    read = read_source(Source("p.csv", table.encode(), mapping.encode(), "p.map.yaml"))
    assert read.plan is not None, read.problems
    [kept] = (one.extra[column] for _, one in read.plan.milestones())
    assert kept == "call [number withheld] or [address withheld]"


def test_a_text_in_a_language_called_id_is_a_text() -> None:
    read = read_content(
        "plan.yaml", (HEAD + "  - {id: C1, title: {en: A, id: call +62 21 555 0199}, lead: moh}\n").encode()
    )
    assert read.plan is not None
    assert read.plan.commitments[0].titles["id"] == "call [number withheld]"


def test_a_hint_repeats_no_address_but_the_example() -> None:
    problem = Problem("p", 1, 1, "what", "write jane@example.com, as name@example.org")
    assert problem.hint == "write [address withheld], as name@example.org"
