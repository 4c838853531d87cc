"""A partition of records: its canonical labels, and the hash that names it."""

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Labels = NDArray[np.int32]


def record_order(record_ids: pd.Series) -> NDArray[np.int64]:
    """Return the positions that sort the record ids (stable, so equal ids keep their order)."""
    order: NDArray[np.int64] = pc.array_sort_indices(arrow_text(record_ids)).to_numpy()
    return order.astype(np.int64)


def arrow_text(values: pd.Series) -> pa.Array:
    """Return the text column as one Arrow array of large strings."""
    array = pa.Array.from_pandas(values)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pa.large_string())


def first_labels(labels: ArrayLike) -> Labels:
    """Number clusters 0, 1, … by their first record; equal partitions get equal numbers.

    In: any labels, none missing. Out: int32, same length.
    """
    codes, _ = pd.factorize(np.asarray(labels))
    return codes.astype(np.int32)


def join_equal(labels: Labels, keys: NDArray[np.int32]) -> Labels:
    """Unite the clusters of rows that carry one key (codes): two rows of one id are one record.

    In: labels and keys per row. Out: labels numbered by first row.
    """
    clusters = int(labels.max()) + 1 if len(labels) else 0
    nodes = clusters + (int(keys.max()) + 1 if len(keys) else 0)
    ones = np.ones(len(labels), dtype=np.int8)
    graph = coo_array((ones, (labels, keys.astype(np.int64) + clusters)), shape=(nodes, nodes))
    _, parts = connected_components(graph, directed=False)
    return first_labels(parts[labels])


def partition_hash(labels: ArrayLike, record_ids: pd.Series) -> str:
    """Return the sha256 (hex) of a partition, whatever the rows' order and the labels' values.

    In: a label per row, and the row's record id (each id once). Hashed are, in the order of the
    record ids, each id with the smallest id of its cluster.
    """
    order = record_order(record_ids)
    names = arrow_text(record_ids).take(pa.array(order))
    codes = first_labels(np.asarray(labels)[order])
    smallest = np.full(int(codes.max()) + 1 if len(codes) else 0, len(codes), dtype=np.int64)
    np.minimum.at(smallest, codes, np.arange(len(codes)))
    founders = names.take(pa.array(smallest[codes]))
    lines = pc.binary_join_element_wise(names, founders, pa.scalar("=", pa.large_string()))
    digest = hashlib.sha256()
    for start in range(0, len(lines), 65536):
        digest.update("\n".join(lines[start : start + 65536].to_pylist()).encode() + b"\n")
    return digest.hexdigest()
