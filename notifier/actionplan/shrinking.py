"""A plan that suddenly holds less than half of what it held is not believed at once.

A file that was cut off at the end of a line, or whose table was filtered before it was saved, is a valid plan that is
too short; taken at its word, it would strike out promises.
"""

from notifier.actionplan.model import ActionPlan

# Of fewer than these, half is soon gone, and a person sees it.
FEW = 10


def shrunk(before: int, plan: ActionPlan) -> tuple[str, str] | None:
    """What is wrong with a plan that had `before` milestones, and what to do; None where it may be believed.

    It may where the file itself says how many milestones it has.
    """
    after = sum(1 for _ in plan.milestones())
    if before < FEW or 2 * after >= before or plan.counted is not None:
        return None
    what = f"more than half of the milestones are gone: there were {before}, here are {after}"
    return what, f"if that is meant, write `milestones: {after}` under `plan`; until then it goes on as last read"
