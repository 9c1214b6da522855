"""Which plan files there are, which of them have changed, and what they say once they are whole."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from notifier.actionplan.reader import Reading, plan_files, read_source, unreadable
from notifier.actionplan.reader.source import LARGEST_PLAN, Source, load
from notifier.actionplan.reader.source import shown as shown
from notifier.agenda.rulebook import Rulebook
from notifier.ledger import plans
from notifier.ledger.connect import Book, Ledger

# Loads a file under the name that people see.
Loader = Callable[[Path, str], Source]
# Waits a moment for whoever may be writing a file; False where it will not.
LookAgain = Callable[[], bool]
MOST_LOOKS = 10


def found_at(ledger: Ledger, place: Path, look_again: LookAgain | None) -> list[Path]:
    """The plan files there are; where one has only just gone, those there are a moment later."""
    found = plan_files(place)
    if look_again:
        with ledger.reading() as book:
            serving = plans.files_in_service(book)
        if not serving <= {shown(path) for path in found} and look_again():
            found = plan_files(place)
    return found


def loader(place: Path, largest: int = LARGEST_PLAN, confined: bool = True) -> Loader:
    """What loads the plan files of a place, none of them larger than so many bytes.

    From a folder no link leads out; a file that a person names, and that is only tried, need not lie there.
    """
    return partial(load, largest=largest, folder=place if confined and place.is_dir() else None)


def settled(
    ledger: Ledger,
    rulebook: Rulebook,
    path: Path,
    found: Sequence[Path],
    load_it: Loader,
    look_again: LookAgain | None,
) -> Reading | None:
    """What a file says, if it has changed; where that is broken, what it says once it stays as it is."""
    reading: Reading | None = None
    for _ in range(MOST_LOOKS):
        before = reading
        with ledger.reading() as book:
            reading = read_if_changed(book, rulebook, path, found, load_it)
        if reading is None or not reading.errors or look_again is None:
            return reading
        if before and before.revision == reading.revision:
            return reading
        if not look_again():
            return None  # whoever stops now need not say that it is broken: it is read when they start again
    return reading


def read_if_changed(
    book: Book, rulebook: Rulebook, path: Path, found: Sequence[Path], load_it: Loader
) -> Reading | None:
    """What a file says, unless reading it again would tell nothing new; `found` are all plan files there are."""
    name = shown(path)
    try:
        source = load_it(path, name)
    except OSError as trouble:
        return unreadable(name, trouble)
    return None if _unchanged(book, rulebook, name, source.revision, found) else read_source(source)


def _unchanged(book: Book, rulebook: Rulebook, name: str, content: str, found: Sequence[Path]) -> bool:
    """Whether reading a file again would tell nothing new."""
    last = plans.last_read(book, name)
    if last is None or last[0] != content:
        return False
    plan = plans.find(book, last[1]) if last[1] else None
    if plan is None or plan.file == name:
        return plan is None or plan.armed_under == rulebook.fingerprint_with(plan.head)
    # Its plan is read from another file; this one takes over when that is gone.
    return plan.file in {shown(path) for path in found}


@contextmanager
def undisturbed() -> Iterator[None]:
    """Reading without being searched for garbage.

    A large plan is a great many values and not one circle of them: to be walked through over and over while they are
    made would take longer than half of the making.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
