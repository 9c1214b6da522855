"""Subscribing by page, from the form to the notice that arrives, with real mails; and what strangers learn."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from notifier.audience.links import Links
from notifier.audience.mute import Mute
from notifier.ledger import subscriptions
from notifier.ledger.mutes import mute
from notifier.ledger.schema import destinations
from notifier.ledger.wishes import MAILS_A_DAY, forget
from tests.ledgers import KEYRING
from tests.stage import milestone
from tests.web.town import FORM, MILESTONES, READER, Town, everything, link_in, town, words_of

__all__ = ["town"]


def test_from_the_form_to_one_message_after_a_pause(town: Town) -> None:
    preview = town.post("/subscribe", step="preview", email=READER, plan="kg", cadence="immediate")
    assert "This would have sent you 1 message in the last 90 days." in preview.text
    assert "Newly published" in preview.text or "A plan" in preview.text
    assert "Look into your mailbox" in town.ask(plan="kg").text
    [mail] = town.arrived()
    assert "plan “A plan”" in words_of(mail)
    assert "that would have been 1 message" in words_of(mail)
    confirm = link_in(mail, "confirm")
    town.stage.goes_to("2025-05-02")
    assert town.arrived() == [], "nothing before it is confirmed"
    assert "Yes, I want these notices" in town.browser.get(confirm).text
    for _ in range(2):
        assert "You are subscribed" in town.post(confirm).text
    town.stage.goes_to("2025-05-30")
    assert len(town.arrived()) == 1, "both reminders in one mail"
    town.stage.goes_to("2025-06-01")
    page = town.post(town.manage() + "/pause", until="2025-07-20", timezone="Asia/Bishkek")
    assert page.status == 303
    assert "Paused until" in town.browser.get(page.headers["location"]).text
    for day in ("2025-06-23", "2025-07-01", "2025-07-08"):
        town.stage.goes_to(day)
        assert town.arrived() == []
    assert town.post(town.manage() + "/resume").status == 303
    [after] = town.arrived()
    assert "Step 1" in words_of(after)
    assert "Step 2" in words_of(after)
    town.browser.post(link_in(after, "/subscriptions/"), b"List-Unsubscribe=One-Click", **FORM)
    town.stage.goes_to("2025-07-15")
    assert town.arrived() == []


def test_a_pause_ends_by_itself_with_one_message_that_holds_what_still_matters(town: Town) -> None:
    town.confirmed(plan="kg")
    town.post(town.manage() + "/pause", until="2025-07-20", timezone="Asia/Bishkek")
    for day in ("2025-05-30", "2025-07-01", "2025-07-08"):
        town.stage.goes_to(day)
    town.stage.plan(milestone("1", status="completed", done_on="2025-07-10"), *MILESTONES[1:])
    town.stage.goes_to("2025-07-19")
    assert town.arrived() == []
    town.stage.sleeps_until("2025-07-20", "00:01")
    [mail] = town.arrived()
    late = [line for line in words_of(mail).splitlines() if "verdue by" in line]
    assert late
    assert all("Step 2" in line for line in late), "what was done meanwhile is not called late"


def test_what_already_waits_when_a_reader_pauses_is_held_too_and_what_an_agency_is_owed_is_not(town: Town) -> None:
    clerk = "clerk@moh.example.org"
    town.confirmed(plan="kg")
    town.ask(clerk)
    [mail] = [one for one in town.delivers() if one["To"] == clerk]
    town.post(link_in(mail, "confirm"))
    town.stage.goes_to("2025-05-30")
    with town.stage.ledger.reading() as book:
        place = str(book.scalar(select(destinations.c.id).where(destinations.c.address == clerk)))
    for path in (town.manage(), Links(KEYRING, "").leave(place)):
        assert town.post(path + "/pause", until="2025-07-20", timezone="UTC").status == 303
    assert [one["To"] for one in town.delivers()] == [clerk]


def test_what_is_answered_is_the_same_for_every_address(town: Town) -> None:
    unknown = town.ask("unknown@newspaper.example.org").source
    town.confirmed()
    known = town.ask()
    town.post(town.manage())
    left = town.ask()
    with town.stage.ledger.writing() as book:
        place = str(book.scalar(select(destinations.c.id).where(destinations.c.address == READER)))
        mute(book, place, Mute.COMPLAINED, "said so", town.stage.clock())
    muted = [town.ask() for _ in range(MAILS_A_DAY + 1)]
    for page in (known, left, *muted):
        assert page.status == 200
        assert page.source == unknown
    assert town.arrived() == [], "who calls our mail unwanted is not written to, whoever asks for it"


def test_a_stranger_changes_nothing_of_what_is_confirmed_and_its_owner_is_told(town: Town) -> None:
    town.confirmed(plan="kg", cadence="daily", at="07:30", timezone="Europe/Paris")
    town.ask(plan="kg", cadence="weekly", language="ru")
    [mail] = town.arrived()
    assert town.manage() in words_of(mail)
    assert "confirm" not in words_of(mail)
    with town.stage.ledger.reading() as book:
        [wish] = subscriptions.list_all(book)
    assert (wish.cadence, str(wish.digest_at), wish.timezone, wish.language) == (
        "daily",
        "07:30:00",
        "Europe/Paris",
        "en",
    )


def test_who_left_is_not_brought_back_by_a_stranger(town: Town) -> None:
    town.confirmed(plan="kg")
    town.post(town.manage())
    town.ask(plan="kg")
    town.arrived()
    town.stage.goes_to("2025-05-30")
    assert town.arrived() == []


def test_an_address_is_asked_a_few_times_a_day_and_is_one_however_its_host_is_spelt(town: Town) -> None:
    for spelling in ("desk@Newspaper.Example.ORG", READER, f"  {READER} ", "desk@NEWSPAPER.example.org", READER):
        assert town.ask(spelling, kind="milestone.overdue").status == 200
    assert len(town.arrived()) == MAILS_A_DAY
    with town.stage.ledger.reading() as book:
        [wish] = subscriptions.list_all(book)
        assert wish.destination.address == READER
    town.stage.sleeps_until("2025-05-02")
    town.ask()
    assert len(town.arrived()) == 1


def test_a_link_to_confirm_expires_and_says_how_to_go_on(town: Town) -> None:
    town.ask()
    [mail] = town.arrived()
    confirm = link_in(mail, "confirm")
    token = confirm.rpartition("/")[2]
    wrong = ("/subscriptions/confirm/" + town_token(town), confirm[:-1], f"/subscriptions/{token}")
    for path in wrong:
        assert [town.browser.get(path).status, town.post(path).status] == [404, 404]
    town.stage.sleeps_until("2025-05-09")
    for page in (town.browser.get(confirm), town.post(confirm)):
        assert page.status == 404
        assert "You are welcome to subscribe again" in page.text
    with town.stage.ledger.reading() as book:
        [wish] = subscriptions.list_all(book)
    assert not wish.confirmed


def town_token(town: Town) -> str:
    return town.manage().rpartition("/")[2]


def test_a_wish_that_nobody_confirms_is_forgotten(town: Town) -> None:
    town.ask(plan="kg")
    with town.stage.ledger.writing() as book:
        assert forget(book, town.stage.clock() + timedelta(days=29)) == 0
        assert forget(book, town.stage.clock() + timedelta(days=31)) == 1
        assert subscriptions.list_all(book) == []


def test_looking_changes_nothing_on_any_page(town: Town) -> None:
    town.confirmed(plan="kg")
    town.ask(theme="Health")
    confirm = next(link_in(one, "confirm") for one in town.arrived())
    before = everything(town.stage.ledger)
    manage = town.manage()
    below = [f"{manage}/{one}" for one in ("pause", "resume", "end", "change")]
    for path in ("/subscribe", "/subscribe?plan=kg&agency=moh&commitment=C1&step=ask", confirm, manage, *below):
        for method in ("GET", "HEAD"):
            assert town.browser.get(path, method=method).status in (200, 303, 405)
    assert town.post("/subscribe", step="preview", email="x@example.org").status == 200
    assert everything(town.stage.ledger) == before


def test_each_subscription_is_changed_and_ended_on_its_own(town: Town) -> None:
    town.confirmed(plan="kg")
    town.confirmed(theme="Health")
    page = town.browser.get(town.manage())
    assert READER not in page.source
    first, *_ = [one.attributes["value"] for one in page.elements if one.attributes.get("name") == "which"]
    change = {"which": first, "cadence": "weekly", "at": "18:00", "timezone": "Asia/Bishkek", "language": "ky"}
    assert town.post(town.manage() + "/change", **change).status == 303
    bad = town.post(town.manage() + "/change", **{**change, "at": "25:00", "timezone": "Mars/Olympus"})
    assert bad.status == 422
    inputs = [one.attributes for one in bad.elements if one.tag == "input" and "id" in one.attributes]
    described = {one["id"]: one.get("aria-describedby") for one in inputs}
    assert described[f"at-{first}"] == f"at-{first}-error"
    assert bad.text.count("Write the hour as 08:30.") == 2, "at the head of the page, and beside the field"
    with town.stage.ledger.reading() as book:
        wishes = {one.interest.plan: one for one in subscriptions.list_all(book)}
    changed = [one for one in wishes.values() if one.cadence == "weekly"]
    assert [(str(one.digest_at), one.timezone, one.language) for one in changed] == [("18:00:00", "Asia/Bishkek", "ky")]
    assert town.post(town.manage() + "/end", which=first).status == 303
    assert town.browser.get(town.manage()).text.count("End this one") == 1
    assert town.post(town.manage() + "/end", which="nonsense").status == 303


@pytest.mark.parametrize("until", ["", "2025-05-01", "2024-01-01", "2026-06-01", "9999-12-31", "tomorrow", "9" * 99])
def test_a_pause_has_an_end_within_a_year(town: Town, until: str) -> None:
    town.confirmed(plan="kg")
    page = town.post(town.manage() + "/pause", until=until, timezone="Asia/Bishkek")
    assert page.status == 422
    assert "Nothing until" in page.text
    with town.stage.ledger.reading() as book:
        assert book.scalar(select(func.count(destinations.c.paused_until))) == 0


def test_a_digest_of_the_readers_own_hour(town: Town) -> None:
    town.confirmed(plan="kg", cadence="daily", at="18:00", timezone="Asia/Bishkek")
    town.stage.goes_to("2025-05-30")
    assert town.arrived() == []
    town.stage.sleeps_until("2025-05-30", "18:01")
    assert len(town.arrived()) == 1


def test_a_preview_counts_messages_as_they_would_be_bundled(town: Town) -> None:
    for day in ("2025-05-30", "2025-06-24", "2025-06-30", "2025-07-01", "2025-07-08"):
        town.stage.goes_to(day)
    counts = {}
    for cadence in ("immediate", "daily", "weekly"):
        page = town.post("/subscribe", email=READER, plan="kg", cadence=cadence)
        [counts[cadence]] = re.findall(r"sent you (\d+) messages? in the last 90 days", page.text)
    # Published on May 1, and something on each of these days; June 30, before its digest, is a Monday.
    assert counts == {"immediate": "6", "daily": "6", "weekly": "5"}
    assert "sent you 0 messages" in town.post("/subscribe", email=READER, kind="plan.ended").text


def test_nobody_asks_for_others_without_end(town: Town) -> None:
    pages = [town.ask(f"reader{number}@example.org") for number in range(21)]
    assert [one.status for one in pages] == [200] * 20 + [429]
