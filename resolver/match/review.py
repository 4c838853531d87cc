"""Review tasks: what a person must decide, one per pair of clusters."""

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd


def review_tasks(
    links: pd.DataFrame,
    labels: npt.NDArray[np.int32],
    record_id: pd.Series,
    person_id: pd.Series,
    least: float = 0.0,
) -> pd.DataFrame:
    """Gather the possible and refused links into tasks.

    Two clusters that are hardly one person as wholes make no task, whatever one pair of them says;
    the link stays in the links with its reason. Nor do two that a person told apart already, or
    one that is frozen.

    Args:
        links: of :class:`resolver.match.link.Partition`.
        labels: person label per record.
        record_id, person_id: text per record, in the records' order.
        least: least probability of the wholes (``whole`` of the links).

    Returns:
        ``task_id``, ``person_a``, ``person_b``, ``record_a``, ``record_b``, ``probability``,
        ``reason`` (``possible`` or why the guard refused), ``pairs``; the strongest link of the two
        clusters stands for them; ordered by falling probability.
    """
    # A decision that could not be heeded comes back to people whatever the wholes are.
    asked = (links["whole"] >= least) | links["reason"].eq("decision-refused")
    wanted = links["verdict"].isin(["refused", "review"]) & asked
    open_links = links[wanted & ~links["reason"].isin(["decided", "sealed"])]
    a, b = open_links["a"].to_numpy(), open_links["b"].to_numpy()
    tasks = pd.DataFrame(
        {
            "low": np.minimum(labels[a], labels[b]),
            "high": np.maximum(labels[a], labels[b]),
            "a": a,
            "b": b,
            "probability": open_links["probability"].to_numpy(),
            "reason": open_links["reason"].astype("str").replace("", "possible").to_numpy(),
        }
    ).sort_values(
        ["low", "high", "probability", "a", "b"], ascending=[True, True, False, True, True]
    )
    pairs = tasks.groupby(["low", "high"])["a"].size()
    best = tasks.drop_duplicates(["low", "high"]).reset_index(drop=True)
    result = pd.DataFrame(
        {
            "person_a": person_id.iloc[best["low"]].to_numpy(),
            "person_b": person_id.iloc[best["high"]].to_numpy(),
            "record_a": record_id.iloc[best["a"]].to_numpy(),
            "record_b": record_id.iloc[best["b"]].to_numpy(),
            "probability": best["probability"],
            "reason": best["reason"],
            "pairs": pairs.to_numpy(),
        }
    )
    both = result["record_a"] + result["record_b"]
    names = [f"T-{hashlib.sha256(text.encode()).hexdigest()[:16]}" for text in both]
    result.insert(0, "task_id", pd.Series(names, index=result.index, dtype="str"))
    return result.sort_values(
        ["probability", "task_id"], ascending=[False, True], ignore_index=True
    )
