"""An evaluation as text for people: plain lines, fixed columns, the worst groups visible."""

from training.evaluate import Evaluation, GroupScore
from training.metrics import BCubed, PairScore


def render(evaluation: Evaluation) -> str:
    """Return the evaluation as text (several lines, no trailing newline)."""
    e = evaluation
    lines = [
        f"records {e.records:,} · in truth but not in the result {e.missing:,}",
        "",
        f"{'':<22}{'precision':>10}{'recall':>10}{'F1':>10}",
        _line("person pairs", e.person),
        _line("person B-cubed", e.person_b_cubed),
        _line("household pairs *", e.household),
        _line("household B-cubed *", e.household_b_cubed),
        _line("family pairs *", e.family),
        "* rows of living people",
        f"households exact * {e.household_exact:.4f}",
        "",
        f"persons {e.shape.clusters:,} (truth {e.shape.true_clusters:,}) · "
        f"over-merges {e.shape.over_merges:,} with {e.shape.over_merged_records:,} records · "
        f"splits {e.shape.splits:,} · largest {e.shape.largest:,} records",
    ]
    if e.review_per_100 is not None:
        lines.append(f"review tasks {e.review_tasks:,} = {e.review_per_100:.2f} per 100 records")
    if e.candidate_recall is not None:
        lines.append(f"candidate recall {e.candidate_recall:.4f}")
    for title, scores in (("group", e.groups), ("damage", e.damage)):
        if scores:
            lines += ["", *_table(title, scores)]
    return "\n".join(lines)


def _line(name: str, score: PairScore | BCubed) -> str:
    return f"{name:<22}{score.precision:>10.4f}{score.recall:>10.4f}{score.f1:>10.4f}"


def _table(title: str, scores: list[GroupScore]) -> list[str]:
    head = f"{title:<30}{'records':>9}{'pairs':>9}{'recall':>9}{'95 % bounds':>17}{'precision':>11}"
    lines = [head]
    for score in scores:
        low, high = score.bounds
        name = score.value if title == "damage" else f"{score.column} {score.value}"
        lines.append(
            f"{name:<30}{score.records:>9,}{score.pairs.true:>9,}{score.pairs.recall:>9.4f}"
            f"{f'{low:.4f}-{high:.4f}':>17}{score.pairs.precision:>11.4f}"
        )
    return lines
