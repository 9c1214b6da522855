"""Private data in texts that are not for it: e-mail addresses and telephone numbers, in any column of a real plan.

They are withheld when the model is built, so that nothing behind it can mail, show or keep them. A deadline, a year, a
sum of money, the number of a law or an id is no telephone number.
"""

import re

ADDRESS_WITHHELD = "[address withheld]"
NUMBER_WITHHELD = "[number withheld]"

# Also as people write them to be clever: name (at) example.org, and with the wide sign of East Asian keyboards; and as
# links have it.
_AT = r"(?:\s?[@＠]\s?|\s?[(\[]\s?at\s?[)\]]\s?|%40)"
_ADDRESS = re.compile(
    rf"(?<![\w.+%-])[\w.+%'&=~-]{{1,64}}{_AT}[\w-]{{1,63}}(?:(?:\.|\s?[(\[]dot[)\]]\s?)[\w-]{{1,63}}){{1,8}}",
    re.IGNORECASE,
)
_SIGNS_OF_ADDRESSES = re.compile(r"[@＠]|%40|at\s?[)\]]", re.IGNORECASE)

# What stands before a number that is called a telephone number, in the languages of plans.
_CALLED = (
    r"(?:\b(?:tel|telephone|téléphone|tél|phone|ph|mobile|mob|cell|fax|télécopieur|whatsapp|viber|"
    r"тел|телефон|телефону|моб|сот|факс|вн)\b|[☎☏✆📞📱])[\s.:№#)(/-]{0,4}"
)
_DASH = "\u2010\u2011\u2012\u2013\u2014\\-"
_RUN = re.compile(
    rf"(?P<called>{_CALLED})?(?<!\w)(?<!\w[_/#№{_DASH}])(?P<number>\+?\(?\+?\d(?:[\s().{_DASH}/]{{0,3}}\d){{4,39}})(?!\w)",
    re.IGNORECASE,
)
# So many digits, close together, are worth a look; most texts have none.
_DIGITS = re.compile(rf"\d(?:[\s().{_DASH}/]{{0,3}}\d){{4}}")
# Days, months and years, and pairs of years, as deadlines and titles print them.
_DATES = re.compile(
    rf"(?<!\d)(?:(?:19|20|21)\d\d[./{_DASH}]\d\d?[./{_DASH}]\d\d?|\d\d?[./{_DASH}]\d\d?[./{_DASH}](?:19|20|21)\d\d"
    rf"|\d\d?\.\d\d?\.\d\d|\d\d?[./](?:19|20|21)\d\d|(?:19|20|21)\d\d[/{_DASH}]\d\d|(?:19|20|21)\d\d)(?!\d)"
)
# 12 500 000: groups of three, as money is written; one that ends in zeros or before a word for what is counted.
_SUM = re.compile(r"[1-9]\d{0,2}(?:[\s.]\d{3})+")
_COUNTED = re.compile(
    r"\s*(?:[$€£₽%]|(?:som|soms|сом|руб|rub|грн|dollars?|usd|eur|euros?|cad|kgs|people|persons|personnes|человек|"
    r"records|datasets|млн|тыс|million|thousand)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:№|#|\b(?:no|nos|nr|n°|isbn|issn|doi|inn|инн|law|order|закон|приказ|указ|мыйзам)\b)[.:\s]*$", re.IGNORECASE
)
_LEAST_CALLED = 5  # that are no part of a date
_LEAST_ABROAD = 8  # with a plus before it
_LEAST = 9
_MOST = 15  # written without a break; with breaks it may be two


def without_addresses(text: str) -> str:
    """A text without the e-mail addresses in it."""
    # Without one of these there is none; to ask that costs a tenth of a search.
    if not ("@" in text or "(" in text or "[" in text or "＠" in text or "%40" in text):
        return text
    return _ADDRESS.sub(ADDRESS_WITHHELD, text) if _SIGNS_OF_ADDRESSES.search(text) else text


def without_numbers(text: str) -> str:
    """A text without the telephone numbers in it."""
    return _RUN.sub(_judged, text) if _DIGITS.search(text) else text


def masked(contact: str) -> str:
    """An address that is given as a contact, so that whoever typed it knows it, and nobody else can write to it."""
    name, at, host = contact.partition("@")
    return f"{name[:1]}…{at}{host}" if at else contact


def _judged(run: re.Match[str]) -> str:
    called, number = run["called"] or "", run["number"]
    return called + NUMBER_WITHHELD if _is_telephone(run, number, bool(called)) else run[0]


def _is_telephone(run: re.Match[str], number: str, called: bool) -> bool:
    if _digits(_DATES.sub(" ", number)) < _LEAST_CALLED:
        return False
    digits = _digits(number)
    if called:
        return True
    if "+" in number:
        return digits >= _LEAST_ABROAD
    if digits < _LEAST or (digits > _MOST and number.isdigit()) or _is_numbered(run):
        return False
    return not (_SUM.fullmatch(number) and (number.endswith("000") or _COUNTED.match(run.string, run.end())))


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _is_numbered(run: re.Match[str]) -> bool:
    """Whether it is called the number of a law or a book."""
    return _NUMBERED.search(run.string[max(0, run.start() - 12) : run.start()]) is not None
