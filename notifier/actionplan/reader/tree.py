"""Plain values with their places: what every format's reader grows, event by event, and problems find their way in.

A value is a text, nothing, `Lines` (values by key) or `Items` (a list). A text is what was typed: `NO` is Norway, `1`
is an id, `September 31` survives.
"""

from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.glut import Glut, Reason, is_lost
from notifier.actionplan.reader.places import Path, Place, Places

# plan file → list → commitment → list → milestone is five; `rules` settings may add a few.
DEEPEST = 20


class Lines(dict[str, object]):
    """Values by key, and where keys and values stand."""

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.places: dict[str | int, Place] = {}
        self.key_places: dict[str, Place] = {}

    def put(self, key: str, value: object, place: Place) -> None:
        """Hold a value that has no key in the file, as a cell of a table has none."""
        self[key] = value
        self.places[key] = self.key_places[key] = place


class Items(list[object]):
    """A list, and where its items stand."""

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.places: dict[str | int, Place] = {}

    def put(self, value: object, place: Place) -> None:
        """Hold one item more."""
        self.places[len(self)] = place
        self.append(value)


class Tree:
    """The values of a file as they grow; what a format allows and a plan does not is a problem."""

    def __init__(self, name: str):
        self.name = name
        self.root: object = None
        self.problems: list[Problem] = []
        self._open: list[Lines | Items] = []
        self._keys: list[str | None] = []  # the key that waits for its value, for each open collection
        self._glut = Glut(0)
        self._gave_up = False

    @property
    def places(self) -> "TreePlaces":
        return TreePlaces(self.name, self.root)

    @property
    def lost(self) -> bool:
        """Whether no more of the file is worth reading: it is too deep or too much, or has very many problems."""
        return self._gave_up or is_lost(self.root, self.problems)

    def expect(self, signs: int) -> None:
        """Say how long the file is, before anything is put."""
        self._glut = Glut(signs)

    def put(self, value: object, place: Place) -> None:
        """The next value: a key, where one is awaited."""
        if not self._open:
            self.root = value
            return
        around, key = self._open[-1], self._keys[-1]
        if isinstance(around, Items):
            around.places[len(around)] = place
            around.append(value)
        elif key is None:
            self._keys[-1] = self._key(around, value, place)
        else:
            around[key] = value
            around.places[key] = place
            self._keys[-1] = None
        if not isinstance(value, Lines | Items):
            self._give_up(place, self._glut.within(around))

    def descend(self, collection: Lines | Items) -> None:
        """The next value is a collection; what follows goes into it."""
        self._give_up(collection.place, self._glut.collection())
        self.put(collection, collection.place)
        self._open.append(collection)
        self._keys.append(None)
        if len(self._open) > DEEPEST:
            self._give_up(collection.place, ("the file is nested too deeply", "a plan needs five levels"))

    def ascend(self) -> None:
        """The innermost open collection is complete."""
        closed = self._open.pop()
        self._keys.pop()
        if isinstance(closed, Lines) and self._open and isinstance(self._open[-1], Items):
            self._give_up(closed.place, self._glut.entry(closed))

    def blame(self, place: Place, what: str, hint: str, code: Code = Code.FORM) -> None:
        self.problems.append(Problem(self.name, *place, what, hint, code=code))

    def _give_up(self, place: Place, reason: Reason | None) -> None:
        """Read no more of the file, if there is a reason."""
        if reason and not self._gave_up:
            self.blame(place, *reason, Code.TOO_MUCH)
            self._gave_up = True

    def _key(self, around: Lines, value: object, place: Place) -> str:
        key = value if isinstance(value, str) else "null"
        if isinstance(value, Lines | Items):
            self.blame(place, "this key is not plain text", "write `name: value`")
        elif key in around:
            self.blame(place, f"`{key}` is given twice", "keep one of the two")
        around.key_places[key] = place
        return key


class TreePlaces(Places):
    """Where in the file each value stands, found by walking down only when somebody asks."""

    def __init__(self, name: str, root: object):
        self.name = name
        self._root = root

    def name_of(self, path: Path) -> str:
        return self.name

    def of(self, path: Path) -> Place:
        value, place = self._root, getattr(self._root, "place", (1, 1))
        for step in path:
            if not isinstance(value, Lines | Items) or step not in value.places:
                break
            place = value.places[step]
            value = value[step]  # type: ignore[index]
        return place

    def of_key(self, path: Path) -> Place:
        value = self._root
        for step in path[:-1]:
            value = value[step]  # type: ignore[index]
        return value.key_places[str(path[-1])] if isinstance(value, Lines) else self.of(path)
