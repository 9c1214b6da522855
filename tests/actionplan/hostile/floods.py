"""Files that are made to exhaust whoever reads them; `python -m tests.actionplan.hostile.floods` reads them all.

It does so with little memory and a limit on the processor's time, and prints a line of JSON for each.
"""

import json
import resource
import sys
import time
from collections.abc import Callable

from notifier.actionplan.reader import read_content
from tests.actionplan.cast import HEAD

MB = 2**20
MEMORY = 640 * MB  # of addresses, of which the interpreter and its libraries take a third
SECONDS = 60  # of the processor, for all of them together

LAUGHS = "a: &a [lol]\n" + "".join(
    f"{chr(97 + n)}: &{chr(97 + n)} [{', '.join(['*' + chr(96 + n)] * 9)}]\n" for n in range(1, 25)
)
MERGED = "a: &a {k: v}\n" + "".join(f"m{n}: {{<<: [*a, *a, *a, *a]}}\n" for n in range(1000))
STEP = '      - {{id: "{n}", title: Step {n}, {more}}}\n'
PROMISE = "  - id: C1\n    title: A promise\n    lead: moh\n    milestones:\n"


def fill(piece: str, size: int = 10 * MB) -> str:
    """A piece, again and again."""
    return piece * (size // len(piece.encode()))


def steps(more: str, count: int) -> str:
    """A plan of so many milestones."""
    return HEAD + PROMISE + "".join(STEP.format(n=n, more=more) for n in range(count))


FLOODS: dict[str, Callable[[], str]] = {
    "a billion laughs": lambda: LAUGHS,
    "a billion laughs within a plan": lambda: HEAD + "  - &a {id: C1, title: A, lead: moh, support: [*a, *a]}\n",
    "merge keys": lambda: MERGED,
    "a million aliases": lambda: "a: &a x\nb: [" + "*a, " * 1_000_000,
    "a million brackets": lambda: "[" * 1_000_000,
    "a million braces": lambda: "{" * 1_000_000,
    "a million brackets in a plan": lambda: HEAD + "  - " + "[" * 1_000_000,
    "a million keys of keys": lambda: "? " * 1_000_000,
    "ten megabytes of dashes": lambda: fill("- "),
    "ten megabytes of dashes in lines": lambda: fill("-\n"),
    "ten megabytes of dashes in a plan": lambda: HEAD + fill("  -\n"),
    "ten megabytes of braces in a plan": lambda: HEAD.rstrip("\n") + " [" + fill("{},"),
    "ten megabytes of nameless entries": lambda: HEAD.rstrip("\n") + " [" + fill("{a},"),
    "megabytes of nested brackets": lambda: HEAD.rstrip("\n") + " [" + fill("{id: 1, title: [[]]},", 3 * MB),
    "ten megabytes of keys": lambda: "".join(f"k{n}:\n" for n in range(1_000_000)),
    "ten megabytes of one key": lambda: fill("k:\n"),
    "ten megabytes of keys in a milestone": lambda: steps(
        "extra: {" + "".join(f"k{n}: v, " for n in range(700_000)) + "}", 1
    ),
    "ten megabytes of supporters": lambda: steps("support: [" + fill("a,", 9 * MB) + "]", 1),
    "ten megabytes of documents": lambda: fill("---\n"),
    "ten megabytes of remarks": lambda: fill("# no plan\n"),
    "ten megabytes of spaces": lambda: fill(" "),
    "ten megabytes of one title": lambda: HEAD + "  - {id: C1, lead: moh, title: " + fill("a", 9 * MB) + "}\n",
    "ten megabytes of an open quote": lambda: HEAD + '  - {id: C1, lead: moh, title: "' + fill("a ", 9 * MB),
    "ten megabytes of a block": lambda: HEAD + "  - id: C1\n    title: |\n" + fill("      a\n", 9 * MB),
    "a key of a megabyte": lambda: HEAD + "  - ? " + fill("k", MB) + "\n    : v\n",
    "a lead of a megabyte": lambda: HEAD + "  - {id: C1, title: A, lead: " + fill("m", MB) + "}\n",
    "numbers of a million digits": lambda: HEAD.replace("9:00", "9" * 1_000_000) + f"  - {{id: {'9' * 1_000_000}}}\n",
    "a telephone number of a megabyte": lambda: HEAD + f"  - {{id: C1, title: {'0 555 ' * 150_000}, lead: moh}}\n",
    "an anchor of a megabyte": lambda: "a: &" + fill("a", MB) + " b\n",
    "a tag": lambda: HEAD + "  - !!python/object/apply:os.system [touch owned]\n",
    "tags": lambda: "!!python/object:notifier.x " * 100_000,
    "a slow parser's food": lambda: HEAD + "  - {id: C1, due:, title: [" + fill("a:, ", 9 * MB),
    "mistakes without end": lambda: steps("titel: A, dew: x, done_on: y, status: z, evidence: w", 20_000),
    "doubts without end": lambda: steps("due: Ongoing", 20_000),
    "unknown agencies without end": lambda: steps("lead: mho", 20_000),
    "addresses without end": lambda: steps("due: a@b.kg 0555 12 34 56", 20_000),
    "invisible marks without end": lambda: (
        HEAD + "  - {id: C1, lead: moh, title: \u202e" + fill("\u200b", 5 * MB) + "}\n"
    ),
    "consultations without end": lambda: HEAD + PROMISE + "".join(
        f'      - {{id: "{n}", title: {("Draft", "Consult on")[n % 2]} the law {n}, due: 2025-0{n % 9 + 1}-01}}\n'
        for n in range(20_000)
    ),
    "supporters nearly alike": lambda: HEAD.replace("commitments:", "".join(
        f"  - {{id: a{n}, name: Ministry of the number {n:05}}}\n" for n in range(3000)) + "commitments:"
    ) + PROMISE + "".join(STEP.format(n=n, more=f"support: [Ministry of the numbr {n:05}]") for n in range(3000)),
}  # fmt: skip


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name in sys.argv[1:] or FLOODS:
        content = FLOODS[name]().encode("utf-8", "surrogatepass")
        began = time.process_time()
        reading = read_content("plan.yaml", content)
        row = {
            "name": name,
            "plan": reading.plan is not None,
            "problems": [one.as_json() for one in reading.problems],
            "seconds": round(time.process_time() - began, 2),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
