"""What words mean in a deadline, in English, French, Russian and Kyrgyz, without accents and in small letters.

A word that ends in `*` stands for all that begin so, with at most seven letters more: endings of cases.
"""

from enum import IntEnum, auto
from functools import lru_cache


class Sense(IntEnum):
    """What a token means to a reader of deadlines; OTHER is a word about something else.

    Words of time that stand behind their date, as in Kyrgyz, have the value 1.
    """

    OTHER = auto()
    NUMBER = auto()
    SIGN = auto()
    MONTH = auto()
    SEASON = auto()  # 1 spring, 2 summer, 3 fall, 4 winter
    QUARTER = auto()
    HALF = auto()
    YEAR = auto()
    FISCAL = auto()
    ORDINAL = auto()
    SUFFIX = auto()  # what is glued to a number: 1er, 3rd
    ROMAN = auto()
    QUARTER_SIGN = auto()  # Q3, T3
    HALF_SIGN = auto()  # H1, S1
    EARLY = auto()
    MID = auto()
    LATE = auto()
    END = auto()
    WEEK = auto()
    DECADE = auto()  # ten days, in Russian
    BY = auto()
    IN = auto()
    UNTIL = auto()
    FROM = auto()
    AFTER = auto()
    BETWEEN = auto()
    TO = auto()
    AND = auto()
    OR = auto()
    SKIP = auto()  # of, the
    EACH = auto()
    RECURS = auto()
    ONGOING = auto()
    UNSET = auto()
    WITHIN = auto()
    UNIT = auto()  # 3 months, two years
    PLAN = auto()


# A sense and its value, and below them their words. A word of several is a phrase: `no|later|than`.
_WORDS = """
OTHER 0
    по|отношению|к по|сравнению|с
MONTH 1
    january jan janvier janv январ* янв
MONTH 2
    february feb febr fevrier fevr fev феврал* фев февр
MONTH 3
    march mar mars март марта марте марту мартом марттын марттан мартка мартта мартына мартында мартынан
    мартынын марты мар
MONTH 4
    april apr avril avr апрел* апр
MONTH 5
    may mai май мая маю мае маем майга майда майдын майдан майы майына майында майынан майынын
MONTH 6
    june jun juin июн*
MONTH 7
    july jul juillet juil июл*
MONTH 8
    august aug aout август* авг
MONTH 9
    september sept sep septembre сентябр* сент сен
MONTH 10
    october oct octobre октябр* окт
MONTH 11
    november nov novembre ноябр* ноя нояб
MONTH 12
    december dec decembre декабр* дек
SEASON 1
    spring springtime printemps весна весны весной весне весну жазында жазга жазына жазы жаздын жазынан жазгы
SEASON 2
    summer summertime ete лето лета летом лету лете жайында жайга жайына жайы жайдын жайынан жайкы
SEASON 3
    fall autumn automne осень осени осенью күз күзүндө күзгө күзүнө күзү күздүн күзүнөн күздө
SEASON 4
    winter wintertime hiver зима зимы зимой зиме зиму кыш кышында кышка кышына кышы кыштын кышынан
QUARTER 0
    quarter quarters qtr trimestre trimestres trim квартал* кв чейрек* чейрег*
HALF 0
    half semester semestre sem полугоди* половин* жарымы жарымында жарымына жарымынын жарым|жылдык жарым|жылдыгы
    жарым|жылдыкта жарым|жылдыгында жарым|жылдыгына жарым|жылдыгынын жарым|жылдыктын жарым|жылдыкка жарымжылдык
    п|/|г
YEAR 0
    year annee an год года году годом г жыл жылы жылдын жылга жылда жылдан жылына жылында жылынын ж
YEAR 1
    years annees ans годах годы годов годам гг жылдар жылдары жылдарга жылдарда жылдардын жылдардан жылдарында
    жылдарына жж calendar|year calendar|years annee|civile annees|civiles календарного|года календарный|год
FISCAL 0
    fy fiscal ef af exercice exercices fiscal|year financial|year budget|year annee|financiere annee|fiscale
    annee|budgetaire exercice|financier exercice|budgetaire exercice|fiscal финансовый|год финансового|года
    финансовом|году финансовому|году бюджетный|год бюджетного|года бюджетном|году бюджеттик|жыл бюджеттик|жылы
    бюджеттик|жылдын каржы|жылы каржы|жылынын финансылык|жылы финансылык|жылдын
ORDINAL 1
    first premier premiere перв* биринчи
ORDINAL 2
    second deuxieme seconde втор* экинчи
ORDINAL 3
    third troisieme треть* третий үчүнчү
ORDINAL 4
    fourth last quatrieme dernier derniere четверт* последн* төртүнчү акыркы
SUFFIX 0
    st nd rd th er re e eme ere ier го е й ое ой ый ого ом му чу чи нчи
ROMAN 1
    i
ROMAN 2
    ii
ROMAN 3
    iii
ROMAN 4
    iv
QUARTER_SIGN 0
    q t
HALF_SIGN 0
    h s
EARLY 0
    early beginning start debut начало начала начале началу
EARLY 1
    башы башында башына башынан башталышы башталышында башталышына
MID 0
    mid middle mi milieu середина середины середине середину
MID 1
    ортосу ортосунда ортосуна
LATE 0
    late
END 0
    end ends close ending fin конец конца концу конце концом завершения завершению окончания окончанию исход
    исхода исходе
END 1
    аягы аягына аягында аягынын аягынан соңу соңуна соңунда акыры акырына акырында акырынын
BY 0
    by before avant due к ко no|later|than not|later|than on|or|before d|ici au|plus|tard не|позднее не|позже
    deadline echeance срок target cible мөөнөт мөөнөтү
BY 0
    a|l|horizon запланировано|на намечено|на перенесено|на
BY 1
    карата чейин дейре at|the|latest
UNTIL 0
    until till til through thru до jusqu jusque up|to вплоть|до jusqu|au jusqu|a jusqu|en jusqu|aux
WEEK 0
    week|of week|ending semaine|du semaine|de неделя неделю неделе недели
DECADE 0
    декада декаду декаде декады
IN 0
    over|the|course|of in|the|course|of over|the|period in|the|period
    в|период на|период за|период rest|of remainder|of balance|of au|cours|de au|cours|du au|cours|des
    au|cours в|ходе на|протяжении over circa sur in on at during throughout en pendant durant courant au aux в во на
    published released completed publie publiee publies publiees
IN 1
    ичинде аралыгында
FROM 1
    onward onwards тартып баштап
FROM 0
    start|: start|date|: begin|: begins commences commencing debut|: date|de|debut date|de|debut|: начало|: from
    since starting depuis des с со start|in starting|in starting|from beginning|in beginning|from commencing|in
    as|of по|состоянию|на a|partir|de a|partir|du a|partir|d a|compter|de a|compter|du начиная|с начиная|со
AFTER 0
    after upon apres suivant после по|итогам по|результатам not|before no|earlier|than not|earlier|than no|sooner|than
    not|sooner|than later|than earliest не|ранее не|раньше pas|avant au|plus|tot
AFTER 1
    кийин эрте|эмес мурда|эмес жыйынтыгы|боюнча
BETWEEN 0
    between entre между
TO 0
    to a по
AND 0
    and et и жана & plus then puis ainsi|qu ainsi|que a|also and|then а|также и|затем as|well|as
OR 0
    or ou или же
SKIP 0
    of the de du des la le les l d this that soit эл айы айына айында айынын айынан день числа month mois месяц
    месяца месяце
EACH 0
    each every chaque tous|les toutes|les каждый каждого каждое каждую каждой каждом ар|бир ар
RECURS 1
    жылына|бир|жолу жылына|1|жолу annually yearly annuellement annuel annuelle annuels annuelles annual ежегодн*
    жылына жыл|сайын жылдык per|year a|year par|an par|annee в|год once|a|year once|per|year une|fois|par|an
    раз|в|год
RECURS 0
    раз|в|полгода два|раза|в|год жылына|эки|жолу жылына|2|жолу bi|-|annual biannually biannual semiannually
    semi|-|annually semi|-|annual bi|-|annually twice|a|year twice|yearly biannuel biannuelle semestriel
    semestrielle semestriellement deux|fois|par|annee deux|fois|par|an quarterly trimestriel trimestrielle
    trimestriellement monthly mensuel mensuelle mensuellement weekly daily hebdomadaire hebdomadairement
    regularly periodically regulierement periodiquement ежекварталь* ежемесячн* еженедельн* регулярн*
    периодическ* ай|сайын чейрек|сайын күн|сайын үзгүлтүксүз дайыма два|раза|в|год
RECURS 2
    biennially biennial biennal biennale biennaux раз|в|два|года раз|в|2|года
ONGOING 0
    as|needed as|required au|besoin по|мере|необходимости в|течение|всего|периода весь|период and|beyond beyond
    au|dela ongoing on|-|going continuous continuously continuing continual permanent permanente permanents
    и|далее и|дальше далее|постоянно et|suivantes et|suivants en|cours en|continu
    en|permanence continu continue continuellement постоянно постоянный постоянная бессрочно
    непрерывно постоянной|основе на|постоянной|основе туруктуу туруктуу|негизде indefinitely in|progress
    underway throughout|the|plan throughout|the|commitment throughout|implementation tout|au|long в|процессе
UNSET 0
    as|soon|as|possible des|que|possible asap not|applicable sans|objet tbd tbc tba to|be|confirmed
    to|be|determined to|be|announced to|be|decided a|determiner a|confirmer a|venir a|preciser не|определен
    не|определено уточняется будет|уточнено подлежит|уточнению аныкталат такталат белгиленет n|/|a
WITHIN 0
    within dans delai в|течение течение
UNIT 0
    days weeks months day week jours jour semaines semaine mois дней дня день недель месяцев
    лет ай айдын жылдын күн күндүн апта working|days jours|ouvrables рабочих|дней
PLAN 0
    plan commitment engagement плана план обязательства обязательство пландын милдеттенме милдеттенменин
    action|plan plan|d|action the|action|plan plan|period plan|cycle commitment|period реализации|плана
    срока|действия|плана действия|плана плана|действий реализации|обязательства период|плана
    иш|-|чаралар|планынын планынын
"""

# The months by their Kyrgyz names: some are words of their own, “deer” or “goat”, so that “month” must follow.
_KYRGYZ_MONTHS = ("үчтүн", "бирдин", "жалган|куран", "чын|куран", "бугу", "кулжа", "теке", "баш|оона", "аяк|оона",
                  "тогуздун", "жетинин", "бештин")  # fmt: skip
_CASES_OF_A_MONTH = ("айы", "айына", "айында", "айынын", "айынан")

_ENDING = 7


def _table() -> tuple[
    dict[str, tuple[Sense, int]], dict[str, tuple[Sense, int]], dict[str, list[tuple[list[str], Sense, int]]]
]:
    words: dict[str, tuple[Sense, int]] = {}
    stems: dict[str, tuple[Sense, int]] = {}
    phrases: dict[str, list[tuple[list[str], Sense, int]]] = {}
    sense, value = Sense.OTHER, 0
    for line in _WORDS.strip().splitlines():
        if not line.startswith(" "):
            name, number = line.split()
            sense, value = Sense[name], int(number)
            continue
        for word in line.split():
            first, *rest = word.split("|")
            if rest:
                phrases.setdefault(first, []).append((rest, sense, value))
            elif word.endswith("*"):
                stems[word[:-1]] = (sense, value)
            else:
                words.setdefault(word, (sense, value))
    for month, names in enumerate(_KYRGYZ_MONTHS, start=1):
        first, *rest = names.split("|")
        phrases.setdefault(first, []).extend(([*rest, case], Sense.MONTH, month) for case in _CASES_OF_A_MONTH)
    for ways in phrases.values():
        ways.sort(key=lambda way: -len(way[0]))
    return words, stems, phrases


_MEANINGS, _STEMS, _PHRASES = _table()
_LONGEST_STEM = max(map(len, _STEMS))
_SHORTEST_STEM = min(map(len, _STEMS))


@lru_cache(maxsize=4096)
def meaning(word: str) -> tuple[Sense, int]:
    """What a folded word means, and which one of its kind it is."""
    if known := _MEANINGS.get(word):
        return known
    for length in range(min(len(word), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
        if (known := _STEMS.get(word[:length])) and len(word) - length <= _ENDING:
            return known
    return Sense.OTHER, 0


def phrase(first: str, rest: list[str]) -> tuple[int, Sense, int]:
    """How many words from `first` on mean something only together, and what; 1 where it stands for itself."""
    for more, sense, value in _PHRASES.get(first, ()):
        if rest[: len(more)] == more:
            return len(more) + 1, sense, value
    return 1, Sense.OTHER, 0
