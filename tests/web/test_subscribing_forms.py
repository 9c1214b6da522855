"""The form to subscribe by: what is amiss is said beside its field, in the language of the page; a link fills it in."""

import pytest

from tests.web.town import READER, Town, everything, town

__all__ = ["town"]


@pytest.mark.parametrize(
    ("fields", "amiss"),
    [
        ({"email": ""}, "Give an e-mail address"),
        ({"email": "nobody"}, "No mail can be sent to this address"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "No mail can be sent to this address"),
        ({"email": "<script>@example.org"}, "No mail can be sent to this address"),
        ({"email": "a" * 5000 + "@example.org"}, "No mail can be sent to this address"),
        ({"webhook": "https://a.example.org", "email": READER}, "not both"),
        ({"webhook": "file:///etc/passwd"}, "Nothing can be sent to this address"),
        ({"webhook": "http://169.254.169.254/latest"}, "Nothing can be sent to this address"),
        ({"webhook": "http://[::1"}, "Nothing can be sent to this address"),
        ({"email": READER, "plan": "<b>no</b>"}, "This is not known here"),
        ({"email": READER, "agency": "kg/nobody"}, "This is not known here"),
        ({"email": READER, "commitment": "C9"}, "This is not known here"),
        ({"email": READER, "plan": "kg", "agency": "other/moh"}, "of another plan"),
        ({"email": READER, "theme": "x" * 3000}, "This is not known here"),
        ({"email": READER, "kind": "no"}, "This is not known here"),
        ({"email": READER, "cadence": "hourly"}, "This is not known here"),
        ({"email": READER, "cadence": "daily", "at": "8", "timezone": "UTC"}, "Write the hour as 08:30."),
        ({"email": READER, "cadence": "daily", "at": "08:30"}, "Choose the time zone"),
        ({"email": READER, "timezone": "../../etc/passwd"}, "This is not known here"),
        ({"email": READER, "language": "xx"}, "This is not known here"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_said_beside_its_field_and_nothing_is_written(
    town: Town, fields: dict[str, str], amiss: str
) -> None:
    before = everything(town.stage.ledger)
    page = town.post("/subscribe", step="ask", **fields)
    assert page.status == 422
    assert amiss in page.text
    assert page.count("script") == page.count("b") == 0
    given = {one.attributes.get("value", "") for one in page.elements if one.tag == "input"}
    kept = fields.get("email") or fields.get("webhook") or ""
    assert " ".join(kept.split()) in {" ".join(one.split()) for one in given}
    assert everything(town.stage.ledger) == before


def test_a_link_fills_the_form_in(town: Town) -> None:
    page = town.browser.get("/subscribe?plan=kg&agency=moh&commitment=C1&theme=Health&kind=plan.ended&email=x@y.org")
    chosen = {one.attributes["value"] for one in page.elements if one.tag == "option" and "selected" in one.attributes}
    assert {"kg", "kg/moh", "kg/C1", "Health", "plan.ended", "Asia/Bishkek", "en"} <= chosen
    assert "x@y.org" not in page.source


@pytest.mark.parametrize(("code", "button"), [("ky", "Эмне аларыңызды көрүү"), ("fr", "Voir ce que vous recevriez")])
def test_forms_and_mails_speak_the_language_of_the_page(town: Town, code: str, button: str) -> None:
    assert button in town.browser.get(f"/subscribe?lang={code}").text
    assert town.post(f"/subscribe?lang={code}", email="nobody").status == 422
    town.post(f"/subscribe?lang={code}", step="ask", email=READER)
    [mail] = town.arrived()
    assert {"ky": "Бул билдирүүлөрдү алгыңыз келеби?", "fr": "Voulez-vous ces avis ?"}[code] == mail["Subject"]
