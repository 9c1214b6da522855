"""The figures, what they should be, and how people and programs read them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Figure = float | int | str | None
Figures = dict[str, Figure]
# Progress: what was just measured, and how much it was.
Say = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be: at least, or at most, so much."""

    at_least: float | None = None
    at_most: float | None = None

    def met(self, value: float) -> bool:
        """Whether a value is as it should be."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


TARGETS = {
    "webhook_vs_task_per_alert": Target(at_least=10),
    "webhook_vs_bare_client": Target(at_least=0.6),
    "webhook_vs_alertmanager": Target(at_least=1),
    "email_vs_call_per_recipient": Target(at_least=100),
    "hanging_hosts_ratio": Target(at_most=2),
    "latency_p99_s": Target(at_most=1),
    "worker_mb": Target(at_most=150),
    "plan_100k_vs_yaml_load": Target(at_most=3),
    "plan_all_changed_vs_yaml_load": Target(at_most=3),
    "tick_1m_vs_10k_postgresql": Target(at_most=1.5),
    "tick_1m_vs_10k_sqlite": Target(at_most=1.5),
    "next_on_per_s": Target(at_least=50_000),
    "simulate_kyrgyz_s": Target(at_most=2),
    "simulate_89_s": Target(at_most=60),
    "board_p95_ms": Target(at_most=100),
    "board_per_s": Target(at_least=200),
    "fanout_100k_s": Target(at_most=10),
    "fanout_vs_bare_insert": Target(at_most=1.5),
    "plan_one_changed_rows": Target(at_most=3),
}


def ratio(ours: Figure, theirs: Figure) -> float | None:
    """How many times theirs ours is; None where one of them could not be measured."""
    return ours / theirs if isinstance(ours, float) and isinstance(theirs, float) else None


def rounded(value: Figure) -> Figure:
    """Three figures that count, and no more than what stands before the point of large ones."""
    if not isinstance(value, float):
        return value
    return round(value) if value >= 100 else float(f"{value:.3g}")


def write(figures: Mapping[str, Figure], file: Path) -> None:
    """Write figures as one flat JSON object."""
    found = {name: rounded(value) for name, value in figures.items()}
    file.write_text(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def table(figures: Mapping[str, Figure]) -> str:
    """Figures as people read them: name, value, target, and whether it is met."""
    lines = [("figure", "value", "target", "")]
    for name, value in figures.items():
        target = TARGETS.get(name)
        verdict = ""
        if target:
            verdict = ("met" if target.met(value) else "MISSED") if isinstance(value, (int, float)) else "not measured"
        lines.append((name, "–" if value is None else str(rounded(value)), str(target or ""), verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {target:<{widths[2]}}  {verdict}".rstrip()
        for name, value, target, verdict in lines
    )
