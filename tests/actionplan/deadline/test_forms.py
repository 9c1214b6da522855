"""The forms in which people print deadlines, in four languages: what each is read as."""

import pytest

from notifier.actionplan.deadline import Certainty, read_deadline
from notifier.actionplan.deadline.vocabulary import Sense, meaning
from tests.actionplan.deadline.lines import conventions_of

ENGLISH = """
by February 2022 and February 2023 = {2022-02,2023-02}
by the end of 2023 = 2023
Spring 2024 = 2024-21
Fiscal year 2022–2023 = 2022-04/2023-03
March 31, 2023 = 2023-03-31
Ongoing until March 2024 = 2024-03
by Fall 2024 and ongoing = 2024-23
2022-23 and 2023-24 = {2023-03,2024-03}
end of fiscal year 2023-24 = 2023-04/2024-03
By the end of the 2023-2024 fiscal year = 2023-04/2024-03
FY24 = 2023-04/2024-03
FY 2023/24 = 2023-04/2024-03
FY 2022-2023 Q3 = 2022-10/2022-12
Q3 of FY 2022-2023 = 2022-10/2022-12
Q1 and Q3 2023-24 = {2023-06,2023-12}
first quarter of fiscal year 2023-24 = 2023-04/2023-06
3rd quarter of 2020 = 2020-35
2024 (Q2) = 2024-34
Q2-Q3 2023 = 2023-04/2023-09
Winter 2024-25 = 2024-24
Spring and Fall 2024 = {2024-21,2024-23}
Spring 2022 – Fall 2023 = 2022-03/2023-11
late 2026 = 2026
the beginning of fall 2027 = 2027-09-01/2027-10-15
first week of March 2025 = 2025-03-01/2025-03-07
last week of February 2025 = 2025-02-22/2025-02-28
early in 2024 = 2024-01/2024-03
fiscal year end 2024 = 2023-04/2024-03
2025-Mar-31 = 2025-03-31
2025/Q3 = 2025-35
Q3’25 = 2025-35
first half of May 2020 = 2020-05-15~
second half of May 2020 = 2020-05
review of the act, the 15 June 2020 = 2020-06-15
early fall 2023 = 2023-09-01/2023-10-15
early winter 2023 = 2023-12-01/2024-01-15
over the course of 2022 and 2023 = {2022,2023}
in the year 2023 = 2023
years 2019-2020 = 2019/2020
calendar years 2022-2023 = 2022/2023
2022 & 2023 = {2022,2023}
20230331 = 2023-03-31
Dataset released by 20230331 = 2023-03-31
6/30/20 = 2020-06-30
31 Mar 23 = 2023-03-31
Mar ’23 = 2023-03
Mar-23 = 2023-03
June-30-2020 = 2020-06-30
June/2023 = 2023-06
1. June 2022 2. June 2023 = {2022-06,2023-06}
Law of 15 June 2019 amended by December 2020 = 2020-12
Access to Information Act (1985) reviewed by June 2021 = 2021-06
increased from 2018 levels, to 50% by 2023 = 2023
early June 2024 = 2024-06-01/2024-06-10
Late 2022/early 2023 = 2022/2023-03
From April 2022 to March 2023 = 2022-04/2023-03
April 2022-March 2023 = 2022-04/2023-03
between June and August 2020 = 2020-06/2020-08
June and December 2019 = {2019-06,2019-12}
March 31 and June 30, 2023 = {2023-03-31,2023-06-30}
June 2019, December 2019 and June 2020 = {2019-06,2019-12,2020-06}
6 held by October 2019; 12 held by June 2020 = {2019-10,2020-06}
Strategy published October 2018; Commitments fulfilled by June 2020 = {2018-10,2020-06}
Consultations in Fall 2022, report in Spring 2023 = {2022-23,2023-21}
June 30, 2020 (phase 1); December 31, 2020 (phase 2) = {2020-06-30,2020-12-31}
Feedback will be compiled at the end of two years of promoting the Index, November 2027. = 2027-11
Report on 2021 data by March 2023 = 2023-03
Publish 2022–2023 annual report by fall 2023 = 2023-23
June 2019 report published by December 2020 = 2020-12
Mar 31/23 = 2023-03-31
31st March 2023 = 2023-03-31
no later than the end of March 2024 = 2024-03
through 2025 = 2025
every year by 31 March from 2024 to 2027 = {2024-03-31,2025-03-31,2026-03-31,2027-03-31}
Annual report published each fall until 2028 = 2028-23
Quarterly updates until March 2025 = 2025-03
One year after launch (June 2023) = 2023-06
Start: April 2019; End: March 2020 = 2020-03
Beginning April 2019, ending March 2020 = 2020-03
Commences in fall 2018 and completed by summer 2020 = 2020-22
Resolution 360-r of October 16, 2018 implemented by June 2020 = 2020-06
01/09/2018-31/08/2020 = 2018-09-01/2020-08-31
June 5 and 6, 2020 = 2020-06-05/2020-06-06
3 reports in 2019, 2020 and 2021 = {2019,2020,2021}
10% by 2020, 20% by 2025 = {2020,2025}
2020-Q1 = 2020-33
1H 2020 = 2020-40
Q2 FY19/20 = 2019-07/2019-09
30-Jun-20 = 2020-06-30
"""
FRENCH = """
le 31 mars 2023 = 2023-03-31
hiver 2023 = 2023-24
D'ici la mi-2024 = 2024-06~
D’ici l’été 2025 = 2025-22
d'ici au 31 mars 2023 = 2023-03-31
jusqu'au 31 mars 2024 = 2024-03-31
au plus tard en juin 2020 = 2020-06
Avant la fin de mars 2020 = 2020-03
2026‑2027 = 2026-04/2027-03
d'ici la fin du quatrième trimestre de 2022-2023 = 2023-01/2023-03
Au cours de l'exercice 2022-2023 = 2022-04/2023-03
premier semestre 2020 = 2020-40
3e trimestre 2020 = 2020-35
De 2025 à 2028 = 2025/2028
Du 1er avril 2022 au 31 mars 2023 = 2022-04-01/2023-03-31
De l'automne 2023 au printemps 2024 = 2023-09/2024-05
entre juin et août 2020 = 2020-06/2020-08
d'ici mars 2022 et mars 2023 = {2022-03,2023-03}
5 d’ici juin 2019; 10 d’ici juin 2020 = {2019-06,2020-06}
Juin 2022 (phase 1) et juin 2023 (phase 2) = {2022-06,2023-06}
En cours jusqu’en juin 2020 = 2020-06
D'ici l'automne 2024 et en continu = 2024-23
d'ici la fin de l'année civile 2023 = 2023
au cours des années 2022 et 2023 = {2022,2023}
au cours de l'année 2023 = 2023
au cours des exercices 2022-2023 et 2023-2024 = {2023-03,2024-03}
années 2019-2020 = 2019/2020
AF 2023-24 = 2023-04/2024-03
à l'horizon 2025 = 2025
dernier trimestre 2020 = 2020-36
début mars 2023 = 2023-03-01/2023-03-10
Consultations à l'automne 2022, rapport au printemps 2023 = {2022-23,2023-21}
"""
RUSSIAN = """
не позднее 31 декабря 2019 года = 2019-12-31
с 1 по 30 июня 2019 года = 2019-06-01/2019-06-30
с 1 июня по 30 июня 2019 г. = 2019-06-01/2019-06-30
во втором квартале 2020 года = 2020-34
2 квартал 2020 = 2020-34
III кв. 2019 = 2019-35
I полугодие 2020 года = 2020-40
1-е полугодие 2020 года = 2020-40
до конца 2019 года = 2019
в течение 2019 года = 2019
декабрь 2019 – январь 2020 гг. = 2019-12/2020-01
сентябрь-октябрь 2019 года = 2019-09/2019-10
2018-2020 гг. = 2018/2020
к лету 2020 года = 2020-22
IV-кв. 2019 г. = 2019-36
31.12.2019 г. = 2019-12-31
30 июня 2019г. = 2019-06-30
осенью 2019 г. = 2019-23
в начале 2020 года = 2020-01/2020-03
5 отчётов до июня 2019 г.; 10 до июня 2020 г. = {2019-06,2020-06}
постоянно до 31 декабря 2020 года = 2020-12-31
2019-2020 = 2019/2020
первая декада марта 2020 г. = 2020-03-01/2020-03-10
III декада февраля 2020 года = 2020-02-21/2020-02-29
утвердить план на 2020 год до 1 декабря 2019 года = 2019-12-01
в период 2019-2020 гг. = 2019/2020
3-4 кварталы 2019 года = 2019-36
2020 г., I квартал = 2020-33
2020 год (I квартал) = 2020-33
IVкв. 2019 = 2019-36
последний квартал 2019 года = 2019-36
2019 год и далее = 2019
во исполнение Указа от 8 февраля 2019 года разработать план до 1 мая 2020 года = 2020-05-01
"""
KYRGYZ = """
2019-жылдын 1-июнуна чейин = 2019-06-01
2019-жылдын июнь айы = 2019-06
2019-жылдын декабрына карата = 2019-12
2019-ж. декабрь = 2019-12
2019-жылдын 3-чейреги = 2019-35
2020-жылдын 1-чейрегинин аягына чейин = 2020-33
2020-жылга чейин = 2020
2020-жылдын башында = 2020-01/2020-03
2018-жылдан 2020-жылга чейин = 2018/2020
2020-жылдын жайында = 2020-22
2019-жылдын 31-декабрына чейин, 2020-жылдын 31-декабрына чейин = {2019-12-31,2020-12-31}
2019-жылдын июнунан августуна чейин = 2019-06/2019-08
2020-жылдын экинчи жарым жылдыгы = 2020-41
2020-жыл, июнь = 2020-06
2020-жылдын июнь айынын аягына чейин = 2020-06
2020-жылдын 2-жарымында = 2020-41
2019-2021-жылдары = 2019/2021
2019-2020-жылдар = 2019/2020
2019-жылдын III-IV чейреги = 2019-36
2019-жылдын 3-4-чейреги = 2019-36
2020-жылдын акырына чейин = 2020
2020-жылдын башталышында = 2020-01/2020-03
2019-жылы 5, 2020-жылы 10 = {2019,2020}
2020-жылдын бештин айы = 2020-12
2020-жылдын баш оона айына чейин = 2020-08
2020-жылдын тогуздун айынын 15ине чейин = 2020-10-15
2020-жылдын июнь айынын 10уна чейин = 2020-06-10
"""
OPEN = """
Month 6 = None
every two years, by June 30 = XXXX-06-30
1-июнуна чейин = XXXX-06-01
Semi-annually (June and December) = {XXXX-06,XXXX-12}
not before June 2020 = 2020-06/..
no earlier than 1 June 2020 = 2020-06-01/..
не ранее июня 2020 года = 2020-06/..
pas avant juin 2020 = 2020-06/..
по состоянию на 1 января 2020 года = 2020-01-01/..
beyond 2020 = 2020/..
по итогам I квартала 2020 года = 2020-01/..
Fall 2022 onward = 2022-09/..
à compter de janvier 2023 = 2023-01/..
с 1 января 2020 г. на постоянной основе = 2020-01-01/..
3 ай ичинде = None
within 90 days of the end of the fiscal year = None
не позднее 3 месяцев после принятия закона = None
Deux fois par an = None
жыл сайын = None
жылына эки жолу = None
ар чейректе = None
закон кабыл алынгандан кийин 3 ай ичинде = None
2020-жылдын 1-июлунан тартып = 2020-07-01/..
June 2019 December 2020 = None
June 0202 = None
Sans objet = None
d'ici deux ans = None
by May, two workshops in 2020 = None
"""


def _table(text: str, options: str) -> list[tuple[str, str, str]]:
    return [(*line.rsplit(" = ", 1), options) for line in text.strip().splitlines()]  # type: ignore[misc]


DATED = [
    *_table(ENGLISH, "--country CA"),
    *_table(FRENCH, "--country CA --language fr"),
    *_table(RUSSIAN, "--country KG --language ru"),
    *_table(KYRGYZ, "--country KG --language ky"),
]


@pytest.mark.parametrize(("printed", "edtf", "options"), DATED, ids=[row[0] for row in DATED])
def test_a_print_is_read_by_the_general_rule(printed: str, edtf: str, options: str) -> None:
    deadline = read_deadline(printed, conventions_of(options))
    assert deadline.edtf == edtf
    assert deadline.on is not None


@pytest.mark.parametrize(("printed", "edtf", "options"), DATED, ids=[row[0] for row in DATED])
def test_the_language_of_a_plan_hinders_none_of_the_others(printed: str, edtf: str, options: str) -> None:
    country = options.split()[1]
    for language in ("en", "fr", "ru", "ky"):
        assert read_deadline(printed, conventions_of(f"--country {country} --language {language}")).edtf == edtf


@pytest.mark.parametrize(("printed", "edtf", "_"), _table(OPEN, ""))
def test_what_names_no_day_is_open_and_says_what_it_can(printed: str, edtf: str, _: str) -> None:
    deadline = read_deadline(printed, conventions_of("--country CA"))
    assert (deadline.on, deadline.certainty) == (None, Certainty.OPEN)
    assert str(deadline.edtf) == edtf


def test_each_of_several_days_keeps_its_own_part_of_the_print() -> None:
    deadline = read_deadline("5 by June 2019; 10 by June 2020")
    assert [(one.printed, one.edtf, str(one.on)) for one in deadline.expectations] == [
        ("5 by June 2019", "2019-06", "2019-06-30"),
        ("10 by June 2020", "2020-06", "2020-06-30"),
    ]
    listed = read_deadline("Reports released in June 2019 and June 2020").expectations
    assert [one.printed for one in listed] == ["Reports released in June 2019", "June 2020"]
    apart = read_deadline("June 30, 2020 (phase 1); December 31, 2020 (phase 2)").expectations
    assert [one.printed for one in apart] == ["June 30, 2020 (phase 1)", "December 31, 2020 (phase 2)"]


_CASES = (
    "январь января январе январга январында январынан",
    "февраль февраля феврале февралга февралына",
    "март марта марте мартка мартына мартынан",
    "апрель апреля апреле апрелге апрелине",
    "май мая мае майга майына майында",
    "июнь июня июне июнга июнуна июнунан июндун",
    "июль июля июле июлга июлуна июлунда",
    "август августа августе августка августуна",
    "сентябрь сентября сентябре сентябрга сентябрынын",
    "октябрь октября октябре октябрга октябрына",
    "ноябрь ноября ноябре ноябрга ноябрына",
    "декабрь декабря декабре декабрга декабрынан",
)


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_is_known_in_every_case_and_ending(number: int) -> None:
    for word in _CASES[number - 1].split():
        assert meaning(word) == (Sense.MONTH, number), word
