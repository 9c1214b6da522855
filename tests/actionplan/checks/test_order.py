"""A consultation that falls due before its draft, or after the adoption that it is to precede: in four languages."""

from pathlib import Path

import pytest

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.problems import Code
from notifier.actionplan.reader import read_plan
from notifier.actionplan.reader.checks.consulting import Act, act_of
from tests.actionplan.cast import HEAD
from tests.actionplan.checks.cast import commitment, of_kind, told

TITLES = [
    ("Draft a strategic plan to establish a forum", Act.DRAFTS),
    ("Conduct a three-week consultation on the strategic plan", Act.CONSULTS),
    ("Public comment on the bill", Act.CONSULTS),
    ("Consultations are held on the discussion paper", Act.CONSULTS),
    ("Analyze the feedback received during the consultation period and publish the plan", Act.ADOPTS),
    ("Establish an enterprise-wide consultation platform", None),
    ("Hire two consultants for the register", None),
    ("Adopt the law on access to information", Act.ADOPTS),
    ("Consulter les partenaires au sujet du document", Act.CONSULTS),
    ("Rédiger une ébauche de la stratégie", Act.DRAFTS),
    ("Publier la stratégie", Act.ADOPTS),
    ("Разработать проект закона о закупках", Act.DRAFTS),
    ("Провести общественное обсуждение закона о закупках", Act.CONSULTS),
    ("Утвердить закон о закупках", Act.ADOPTS),
    ("Опубликовать реестр больниц", Act.ADOPTS),
    ("Мыйзам долбоорун иштеп чыгуу", Act.DRAFTS),
    ("Коомдук талкуу өткөрүү", Act.CONSULTS),
    ("Мыйзамды кабыл алуу", Act.ADOPTS),
    ("Train the staff of hospitals", None),
]


@pytest.mark.parametrize(("title", "act"), TITLES)
def test_a_title_says_what_is_done(title: str, act: Act | None) -> None:
    assert act_of(title) is act


ENGLISH = ("Draft the law on procurement", "Consult on the law on procurement", "Adopt the law on procurement")
FRENCH = ("Rédiger la loi sur les marchés", "Consulter le public sur la loi des marchés", "Adopter la loi des marchés")
RUSSIAN = ("Разработать проект закона о закупках", "Обсуждение закона о закупках", "Принять закон о закупках")
KYRGYZ = ("Сатып алуу мыйзамынын долбоорун даярдоо", "Сатып алуу мыйзамын талкуулоо", "Сатып алуу мыйзамын бекитүү")


def law(titles: tuple[str, str, str], *dues: str, heading: str = "") -> str:
    steps = (
        f"id: {n}, title: {title}, due: {due}{heading}" for n, (title, due) in enumerate(zip(titles, dues, strict=True))
    )
    return commitment(*steps, more="    headings: [{id: H, title: A}]\n" if heading else "")


@pytest.mark.parametrize("titles", [ENGLISH, FRENCH, RUSSIAN, KYRGYZ])
def test_a_consultation_out_of_its_place_is_a_warning(titles: tuple[str, str, str]) -> None:
    right = law(titles, "2025-06-30", "2025-09-30", "2026-03-31")
    early = law(titles, "2025-06-30", "2025-03-31", "2026-03-31")
    late = law(titles, "2025-06-30", "2026-04-30", "2026-03-31")
    for text, found in ((right, []), (early, [Code.CONSULTED_EARLY]), (late, [Code.CONSULTED_LATE])):
        assert [
            one.code for code in (Code.CONSULTED_EARLY, Code.CONSULTED_LATE) for one in of_kind(code, text)
        ] == found


def test_it_names_both_and_stands_at_the_consultation() -> None:
    text = law(ENGLISH, "2025-06-30", "2025-03-31", "2025-02-28", heading=", heading: H")
    assert told(Code.CONSULTED_EARLY, text) == [
        (
            "12:64: warning: 1 consults by 2025-03-31, but what it is about is drafted only by 2025-06-30 (0) "
            "(check the years of both)"
        )
    ]
    assert told(Code.CONSULTED_LATE, text) == [
        (
            "12:64: warning: 1 consults by 2025-03-31, but what it is about is adopted or published by 2025-02-28 (2) "
            "(check the years of both)"
        )
    ]


def test_what_is_about_something_else_or_under_another_heading_is_left_alone() -> None:
    other = law(("Draft the register of hospitals", *ENGLISH[1:]), "2025-06-30", "2025-03-31", "2025-06-30")
    assert of_kind(Code.CONSULTED_EARLY, other) == []
    apart = commitment(
        f"id: 1, title: {ENGLISH[0]}, due: 2025-06-30, heading: H",
        f"id: 2, title: {ENGLISH[1]}, due: 2025-03-31, heading: I",
        more="    headings: [{id: H, title: A}, {id: I, title: B}]\n",
    )
    assert of_kind(Code.CONSULTED_EARLY, apart) == []


def test_a_real_plan_drafts_two_years_after_it_has_consulted() -> None:
    if not (read_deadline("Fall 2027").on and read_deadline("By winter 2025").on):
        pytest.skip("seasons are not read here yet")
    text = commitment(
        "id: C01.1.1, title: Draft a strategic plan for a forum, due: Fall 2027",
        "id: C01.1.2, title: Hold a three-week consultation on the strategic plan, due: By winter 2025",
    )
    [problem] = of_kind(Code.CONSULTED_EARLY, text, HEAD.replace("ends: 2026-12-31", "ends: 2029-12-31"))
    assert problem.what.startswith("C01.1.2 consults by 202")


def test_the_bundled_plan_is_told_that_it_consults_before_it_drafts() -> None:
    read = read_plan(Path(__file__).parents[3] / "plans" / "canada-2025-2029.yaml")
    [problem] = [one for one in read.problems if one.code is Code.CONSULTED_EARLY]
    assert problem.what.startswith("C01.1.2 consults by 2026-02-28")
