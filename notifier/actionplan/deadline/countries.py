"""What is known of countries: how their governments count fiscal years, write dates and have their seasons.

Codes are those of ISO 3166-1. Whoever is not named in a table is like most: the fiscal year is the calendar year, the
day stands before the month, and summer is in July.
"""


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


COUNTRIES = _codes(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """
)

# The month in which the government's fiscal year ends, where that is not December.
FISCAL_YEAR_ENDS = {
    country: month
    for month, named in {
        3: "BB BM BW BZ CA GB HK IN JM JP KW LS MM MW NA SG SZ ZA",
        6: "AU BD BS BT DM EG KE MU NZ PK TO TZ UG WS",
        7: "ET FJ NP",
        9: "FM HT MH PR PW TH TT US",
    }.items()
    for country in named.split()
}
# Where a fiscal year that is printed with one number ("fiscal year 2024") is named after the year in which it begins.
FISCAL_YEAR_NAMED_BY_START = _codes("GB HK JP SG")

MONTH_FIRST = _codes("AS FM GU MH MP PR PW UM US VI")
# Both orders are in use: 03/04/2020 says nothing there.
EITHER_FIRST = _codes("CA PH")

# South of the tropics, where summer is in January.
SOUTH = _codes("AR AU BO BW BR CL FJ LS MG MU MW MZ NA NZ PY SZ UY ZA ZM ZW")
