"""What several sentences have in common."""

from collections.abc import Sequence

from notifier.audience.wording import Wording

MOST_NAMED = 7  # milestones, or things that a plan is asked for


def listed(names: Sequence[str], say: Wording) -> str:
    """Some names, and how many more there are."""
    some, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return say.gettext("%(names)s and %(n)s more", names=some, n=more) if more > 0 else some
