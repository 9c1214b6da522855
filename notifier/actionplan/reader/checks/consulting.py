"""The words by which a title says that something is drafted, consulted on, or adopted: en, fr, ru and ky."""

import re
from enum import StrEnum


class Act(StrEnum):
    DRAFTS = "drafts"
    CONSULTS = "consults"
    ADOPTS = "adopts"


# What is consulted on stands behind these words; a tool for consultations is no consultation.
_CONSULTS = re.compile(
    r"\bconsult(?:s|ed|ing|ations?)?\b(?!\s+(?:platform|tool|guide|guidance|portal|policy|system|website|framework))"
    r"|\bpublic (?:comments?|discussions?|hearings?|inputs?)\b|\bconsult(?:er|ez|és?|ées?)\b|\bconcertations?\b"
    r"|\bcommentaires du public\b|\bконсультаци|\bобсужд|\bобщественн\w+ слушани|\bталкуу|\bкеңеш(?:үү|ме)",
    re.IGNORECASE,
)
_DRAFTS = re.compile(
    r"\bdraft(?:s|ed|ing)?\b|\bébauch\w+|\brédi(?:ger|ge|gé|gée|gées|gés|gez|gent)\b|\brédaction\b|\bavant-projet\b"
    r"|\bпроект\w* (?:закон|постановлени|указ|стратеги|концепци|план|нпа|документ|положени)|\bчерновик"
    r"|\bдолбоор\w* (?:иште|даярд)",
    re.IGNORECASE,
)
_ADOPTS = re.compile(
    r"\badopt(?:s|ed|ing|ion)?\b|\bapprov(?:e|es|ed|ing|al)\b|\bpublish(?:es|ed|ing)?\b|\bpublication\b|\benact(?:s|ed|ment)?\b"
    r"|\badopt(?:er|é|ée|és|ées)\b|\bapprouv(?:er|é|ée|és|ées)\b|\bapprobation\b|\bpubli(?:er|é|ée|és|ées)\b"
    r"|\bприня(?:ть|тие|тия|т|та|то|ты)\b|\bутвер(?:д|жд)\w+|\b(?:о)?публик\w+|\bкабыл ал|\bбекит|\bжарыяла",
    re.IGNORECASE,
)
# Without one of these no title speaks of a consultation: asked of every title, so it has to be quick.
_STEMS = ("onsult", "public ", "oncertation", "du public", "онсультаци", "бсужд", "слушани", "алкуу", "еңеш")
# A title begins with what is done; further on it says with what, or for what.
_FIRST_WORDS = 6
_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 5
_SAYS_NOTHING = frozenset(
    {
        "consu", "publi", "draft", "adopt", "appro", "commu", "gover", "canad", "natio", "conce", "repor", "minis",
        "stake", "feedb", "inclu", "devel", "консу", "обсуж", "общес", "прави", "гражд", "разра", "подго", "прове",
        "публи", "утвер", "приня", "мамле", "коомд", "даярд",
    }
)  # fmt: skip


def speaks_of_consulting(titles: list[str]) -> bool:
    """Whether any of some titles may be one of a consultation."""
    return any(stem in low for title in titles for low in (title.casefold(),) for stem in _STEMS)


def act_of(title: str) -> Act | None:
    """What a title says is done; None where it is none of the three."""
    beginning = " ".join(title.split()[:_FIRST_WORDS])
    if _CONSULTS.search(beginning):
        return Act.CONSULTS
    if _DRAFTS.search(beginning):
        return Act.DRAFTS
    return Act.ADOPTS if _ADOPTS.search(title) else None


def subject_words(title: str) -> frozenset[str]:
    """The beginnings of the words that say what a title is about."""
    return frozenset(word[:_STEM] for word in _WORD.findall(title.casefold())) - _SAYS_NOTHING
