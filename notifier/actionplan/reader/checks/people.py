"""How names of people, and of bodies that nobody has agreed on yet, look where an agency's name should stand."""

import re

from notifier.actionplan.private import ADDRESS_WITHHELD, NUMBER_WITHHELD
from notifier.actionplan.problems import Code

# “To be agreed” and its like, in the languages of plans; in brackets behind a name, too.
_NOT_AGREED = re.compile(
    r"\bto be (?:agreed|confirmed|determined|decided|defined|announced|appointed|designated|identified)\b"
    r"|\b(?:tbd|tbc|tba|n/a)\b|\b(?:by|upon) agreement\b|\bnot yet (?:agreed|appointed|known)\b"
    r"|\bà (?:déterminer|confirmer|définir|préciser|désigner|convenir)\b"
    r"|\bуточняется\b"
    r"|\bбудет (?:определ[её]н\w*|уточн[её]н\w*)|\bпо согласованию\b|\bне определ[её]н\w*|\bподлежит уточнению"
    r"|макулдашуу боюнча|\bмакулдашылган\b|\bтакталууда\b|\bаныкталат\b",
    re.IGNORECASE,
)
_LETTER, _SMALL = "[A-ZÀ-ÖØ-ÞЀ-ЯҢӨҮІЇЄҐ]", "[a-zß-öø-ÿа-ѿңөүіїєґ’'-]"
_NAME = f"{_LETTER}{_SMALL}+"
_PERSON = re.compile(
    # A form of address before a name, or initials beside one.
    rf"(?:Mr|Mrs|Ms|Mme|Mlle|M|Dr|Prof|г-н|г-жа|господин|госпожа|мырза|айым)\.?\s+{_LETTER}.*"
    rf"|(?:{_LETTER}\.\s?){{1,2}}{_NAME}(?:-{_NAME})?"
    rf"|{_NAME}(?:-{_NAME})?,?\s(?:{_LETTER}\.\s?){{1,2}}"
    # A name with that of the father.
    rf"|(?:{_NAME}\s)*{_LETTER}{_SMALL}+(?:ович|евич|ьевич|овна|евна|ична|инична|йович|івна)(?:\s{_NAME})?"
    rf"|(?:{_NAME}\s)+(?:уулу|кызы)(?:\s{_NAME})*"
)
_LONGEST = 200


def no_agency(lead: str) -> tuple[str, str, Code] | None:
    """What is wrong with a lead that cannot be an agency, and the hint; None for what may be the name of one."""
    if is_not_agreed(lead):
        hint = "name the agency that is to answer until then"
        return f"who leads this is not agreed on: `{lead}`", hint, Code.AGENCY_NOT_AGREED
    if is_person(lead):
        hint = "name the agency they work for; their address belongs under its `emails`"
        return "a person stands here as the lead, not an agency", hint, Code.AGENCY_PERSON
    return None


def is_not_agreed(name: str) -> bool:
    """Whether a name says that there is none yet."""
    return len(name) <= _LONGEST and _NOT_AGREED.search(name) is not None


def is_person(name: str) -> bool:
    """Whether a name is that of a person, as far as one can see; or has a person's address or number in it."""
    if ADDRESS_WITHHELD in name or NUMBER_WITHHELD in name:
        return True
    return len(name) <= _LONGEST and _PERSON.fullmatch(name.strip()) is not None
