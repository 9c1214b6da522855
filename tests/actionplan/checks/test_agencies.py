"""Who answers for what: unknown, misspelt, a person, not agreed on, or nobody that could be written to."""

import pytest

from notifier.actionplan.problems import Code, Severity
from notifier.actionplan.reader.checks.people import is_not_agreed, is_person
from tests.actionplan.cast import HEAD
from tests.actionplan.checks.cast import commitment, of_kind, reading, told


def test_an_unknown_lead_is_an_error_at_commitments_and_milestones_with_what_was_meant() -> None:
    text = commitment("id: 1, title: A, lead: mohh").replace("lead: moh\n", "lead: Ministry of  health\n")
    assert told(Code.AGENCY_UNKNOWN, text) == [
        "8:11: there is no agency `Ministry of  health` (its id is `moh`)",
        "10:33: there is no agency `mohh` (did you mean moh?)",
    ]
    assert reading(text).plan is None


NOT_AGREED = ["(to be agreed)", "TBD", "To be confirmed", "уточняется", "по согласованию", "макулдашуу боюнча",
              "à déterminer", "General Prosecutor’s Office (to be agreed)", "NSC (by agreement)"]  # fmt: skip
PERSONS = ["Mr Smith", "Ms. Jane Doe", "г-н Иванов", "г-жа Иванова А.", "Иванов И. И.", "И.И. Иванов", "J. R. Smith",
           "Иванова Анна Сергеевна", "Асан Усенов уулу", "M. Dupont", "Мырза Асанов".replace("Мырза", "мырза"),
           "Dr Jane Doe, Ministry of Health"]  # fmt: skip
AGENCIES = ["Ministry of Health", "MOH", "Accounts Chamber", "The Jogorku Kenesh", "Министерство здравоохранения",
            "Национальный институт стратегических исследований", "Саламаттык сактоо министрлиги", "OTRK",
            "Ministère de la Santé", "Agence M. Curie de l'énergie", "tbs-sct", "МВД", "Agreement Office",
            "Администрация г. Бишкек"]  # fmt: skip


@pytest.mark.parametrize("name", NOT_AGREED)
def test_a_body_that_is_not_agreed_on_is_told_apart(name: str) -> None:
    assert is_not_agreed(name)
    text = f'  - {{id: C1, title: A, lead: "{name}"}}\n'
    [problem] = of_kind(Code.AGENCY_NOT_AGREED, text)
    assert problem.severity is Severity.ERROR
    assert problem.hint == "name the agency that is to answer until then"


@pytest.mark.parametrize("name", PERSONS)
def test_a_person_is_told_apart_and_not_named(name: str) -> None:
    assert is_person(name)
    [problem] = of_kind(Code.AGENCY_PERSON, f'  - {{id: C1, title: A, lead: "{name}"}}\n')
    assert problem.severity is Severity.ERROR
    assert name not in str(problem)


@pytest.mark.parametrize("name", AGENCIES)
def test_an_agency_is_taken_for_neither(name: str) -> None:
    assert not is_person(name)
    assert not is_not_agreed(name)


@pytest.mark.parametrize("name", ["Jane Doe jane@example.org", "Jane Doe, tel. 555-0199"])
def test_a_lead_with_an_address_or_a_number_is_a_person(name: str) -> None:
    [problem] = of_kind(Code.AGENCY_PERSON, f'  - {{id: C1, title: A, lead: "{name}"}}\n')
    assert "Jane" not in str(problem)


def test_an_agency_whose_name_is_no_agencys_can_be_used_and_is_a_warning() -> None:
    for name, code in (("TBD", Code.AGENCY_NOT_AGREED), ("Иванов И. И.", Code.AGENCY_PERSON)):
        text = "  - {id: C1, title: A, lead: mof}\n"
        head = HEAD.replace("Ministry of Finance", name)
        [problem] = of_kind(code, text, head)
        assert (problem.severity, problem.line, problem.column) == (Severity.WARNING, 4, 21)
        assert reading(text, head).plan is not None


def test_an_agency_that_leads_and_cannot_be_written_to_is_a_warning() -> None:
    head = HEAD.replace(", emails: [open@mof.example.org]", "")
    assert told(Code.AGENCY_SILENT, "  - {id: C1, title: A, lead: mof}\n", head) == [
        (
            "4:10: warning: the agency `mof` has no e-mail address: nobody will be reminded "
            "(give it `emails: [name@example.org]` under `agencies`)"
        )
    ]
    assert told(Code.AGENCY_SILENT, "  - {id: C1, title: A, lead: moh}\n", head) == []
    assert len(told(Code.AGENCY_SILENT, commitment("id: 1, title: A, lead: mof"), head)) == 1


@pytest.mark.parametrize("support", ["mof", "Ministry of Finance", "ministry of  finance."])
def test_an_agency_that_leads_and_supports_nothing_is_a_warning(support: str) -> None:
    text = "  - {id: C1, title: A, lead: moh}\n"
    assert told(Code.AGENCY_IDLE, text) == [
        "4:10: warning: the agency `mof` leads and supports nothing (remove it, or name it where it leads)"
    ]
    assert told(Code.AGENCY_IDLE, text.replace("moh}", f'moh, support: ["{support}"]}}')) == []


def test_a_supporter_that_is_nearly_an_agency_is_a_hint_once() -> None:
    text = "  - {id: C1, title: A, lead: moh, support: [Ministry of Finanse, Treasury]}\n"
    again = text + text.replace("C1", "C2")
    assert told(Code.SUPPORT_MISSPELT, again) == [
        (
            "6:45: warning: `Ministry of Finanse` supports this, and is nearly `Ministry of Finance` "
            "(write `Ministry of Finance` if that is meant)"
        )
    ]
