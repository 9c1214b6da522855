"""What is said of how a deadline was read: every clause there is, as the catalogues know it.

A value whose name ends in `_on` is a day (2020-09-30), one that ends in `_month` a month of a year (2020-09) or of any
year (09): both are written out in the reader's language. All others are said as they stand.
"""


def N_(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


NOTHING = N_("no deadline printed")
DAY = N_("the day is printed")
MONTH = N_("only a month is printed, so its last day is meant")
YEAR = N_("only a year is printed, so its last day is meant")
LAST_OF_MONTH = N_("%(printed_month)s has %(last)s days, so day %(day)s is read as its last")
TWO_DIGITS = N_("a year of two digits is read as one after 2000")
LATE_YEAR = N_("late in a year is read as its last day, %(last_on)s")

WEEK = N_("the week of a day is read as the seven days that begin with it, so it ends on %(last_on)s")
WEEK_OF_MONTH = N_("weeks are counted from the first day of a month, so %(part)s ends on %(last_on)s")
TEN_DAYS = N_("a month has three times ten days, the last with what remains, so %(part)s ends on %(last_on)s")

SPRING = N_("%(part)s is read as its last day, %(last_on)s, since spring ends in %(ends_month)s here")
SUMMER = N_("%(part)s is read as its last day, %(last_on)s, since summer ends in %(ends_month)s here")
FALL = N_("%(part)s is read as its last day, %(last_on)s, since fall ends in %(ends_month)s here")
WINTER = N_("%(part)s is read as its last day, %(last_on)s, since winter ends in %(ends_month)s here")
NAMED_BY_START = N_("a season that lies in two years is named after the one in which it begins")
NAMED_BY_END = N_("a season that lies in two years is named after the one in which it ends")
QUARTER = N_("%(part)s is read as a quarter of the calendar year, which ends on %(last_on)s")
HALF = N_("%(part)s is read as a half of the calendar year, which ends on %(last_on)s")
FISCAL_YEAR = N_(
    "%(part)s is read as a fiscal year, which ends on %(last_on)s, since fiscal years end in %(ends_month)s here"
)
FISCAL_QUARTER = N_("%(part)s is read as a quarter of a fiscal year, which ends in %(ends_month)s here")
FISCAL_HALF = N_("%(part)s is read as a half of a fiscal year, which ends in %(ends_month)s here")
CALENDAR_YEARS = N_("fiscal years are calendar years here, so %(part)s ends on %(last_on)s")
FISCAL_BY_START = N_("a fiscal year is named after the year in which it begins here")
FISCAL_BY_END = N_("a fiscal year is named after the year in which it ends here")
EARLY_YEAR = N_("early in a year is read as the end of its first quarter, %(last_on)s")
EARLY_MONTH = N_("early in a month is read as its tenth day, %(last_on)s")
EARLY_SEASON = N_(
    "early in a season is read as the middle of its second month, %(last_on)s; %(part)s ends in %(ends_month)s here"
)
MID_SEASON = N_(
    "the middle of a season is read as the end of its second month, %(last_on)s; %(part)s ends in %(ends_month)s here"
)
EARLY_PART = N_("the beginning of %(part)s is read as the end of its first third, %(last_on)s")
MID_YEAR = N_("the middle of a year is read as the end of June, %(last_on)s")
MID_MONTH = N_("the middle of a month is read as its fifteenth day, %(last_on)s")
MID_PART = N_("the middle of %(part)s is read as %(last_on)s")

PERIOD = N_("the end of the printed period counts")
LATER = N_("the later of what is printed counts")
SEVERAL = N_("several days are printed, and the last of them counts")
GOES_ON = N_("it goes on afterwards")
PLAN_ENDS = N_("the plan ends on %(ends_on)s")
DAY_FIRST = N_("the day stands before the month here")
MONTH_FIRST = N_("the month stands before the day here")
ONLY_SUCH_DAY = N_("no year is printed, and %(last_on)s is the only such day in the period of the plan")
RECURS_IN_PERIOD = N_("it recurs every year, and %(last_on)s is the last such day in its period")
RECURS_UNTIL = N_("it recurs, and falls due at the end of the time that is printed")
RECURS_TOO = N_("it recurs, and the day that is printed counts")

ONGOING = N_("it goes on without an end, so it has no day")
RECURS_WITHOUT_DAY = N_("it recurs, but no day is printed")
RECURS_WITHOUT_PERIOD = N_("it recurs every year, but the period of the plan is not known")
RECURS_OUTSIDE = N_("it recurs every year, but no such day lies in the period of the plan")
TO_BE_SET = N_("its day is still to be set")
EVENT = N_("it depends on an event whose day is not printed")
COUNTED = N_("it counts from “%(part)s”, and the day that this comes to is not printed")
ONLY_START = N_("only a beginning is printed, and no end")
NO_YEAR = N_("no year is printed")
SEVERAL_SUCH_DAYS = N_("no year is printed, and there is not exactly one such day in the period of the plan")
PLAN_END_UNKNOWN = N_("the day on which the plan ends is not known")
AMBIGUOUS = N_("%(one_on)s or %(other_on)s may be meant: `day_first` among the `deadlines` of the plan decides")
MAYBE_A_NAME = N_("no word of time stands right before “%(part)s”, so it may be part of a name")
PASSED_OVER = N_("“%(part)s” is passed over, since no word of time leads it in")
WHICH = N_("several dates are printed, and nothing tells which of them counts")
BACKWARDS = N_("“%(printed)s” ends before it starts")
UNREAD = N_("“%(printed)s” cannot be read as a date")
CUT = N_("only the beginning of the text was looked at")

WHOLE_COMMITMENT = N_("printed for the whole commitment")
OTHER_LANGUAGE = N_("read from the print in another language, since that of the plan names no day")
MACHINE_DATE = N_("no print names a day, so the date that the table gives beside it counts")

# Where a person should look: what is printed is impossible, cannot be read, or lacks something that could be added.
DOUBTS = frozenset(
    {LAST_OF_MONTH, RECURS_WITHOUT_PERIOD, RECURS_OUTSIDE, TO_BE_SET, EVENT, COUNTED, ONLY_START, NO_YEAR,
     SEVERAL_SUCH_DAYS, PLAN_END_UNKNOWN, AMBIGUOUS, MAYBE_A_NAME, WHICH, BACKWARDS, UNREAD}
)  # fmt: skip
