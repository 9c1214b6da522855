"""Plain values with their places: what every format's reader grows, event by event, and problems find their way in.

A value is a text, nothing, `Lines` (values by key) or `Items` (a list). A text is what was typed: `NO` is Norway, `1`
is an id, `September 31` survives.
"""

from notifier.actionplan.problems import Problem
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
        self.too_deep = False
        self._open: list[Lines | Items] = []
        self._keys: list[str | None] = []  # the key that waits for its value, for each open collection

    @property
    def places(self) -> "TreePlaces":
        return TreePlaces(self.name, self.root)

    def put(self, value: object, place: Place) -> None:
        """The next value: a key, where one is awaited."""
        if not self._open:
            if self.root is not None:
                self.blame(place, "a second YAML document starts here", "keep one plan a file")
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

    def descend(self, collection: Lines | Items) -> None:
        """The next value is a collection; what follows goes into it."""
        self.put(collection, collection.place)
        self._open.append(collection)
        self._keys.append(None)
        if len(self._open) > DEEPEST:
            self.too_deep = True
            self.blame(collection.place, "the file is nested too deeply", "a plan needs five levels")

    def ascend(self) -> None:
        """The innermost open collection is complete."""
        self._open.pop()
        self._keys.pop()

    def blame(self, place: Place, what: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *place, what, hint))

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
