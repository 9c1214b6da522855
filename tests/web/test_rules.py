"""Everybody can read by which rules things are said."""

from tests.web.browser import Browser
from tests.web.site import BOOK


def test_each_rule_in_force_is_shown_in_its_own_words_with_its_settings_and_its_proof(kyrgyz: Browser) -> None:
    page = kyrgyz.get("/rules")
    assert page.status == 200
    ids = {one.attributes.get("id") for one in page.elements}
    assert {rule.name for rule in BOOK.rules} <= ids
    for rule in BOOK.rules:
        assert rule.says in page.text
        assert all(setting in page.text for setting in rule.described_settings())
    assert ">>> from notifier.rulekit import" in page.text


def test_a_notice_leads_to_the_rule_that_said_it(kyrgyz: Browser) -> None:
    assert "/rules#overdue" in kyrgyz.get("/notices").links
