"""The provenance of golden values as JSON text, joined column by column."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resolver.entities.partition import arrow_text
from resolver.entities.survivorship import Choice


def provenance(record_ids: pd.Series, choices: dict[str, Choice], entities: int) -> pd.Series:
    """Return a JSON object per entity: field -> {record_id, rule}; none for a field without value.

    In: the record ids of the rows the choices speak of, a choice per field, how many entities.
    Record ids and rules are plain words, so no escaping is needed.
    """
    ids = arrow_text(record_ids)
    nothing = pa.scalar("", pa.large_string())
    fields = []
    for field, choice in choices.items():
        chosen = ids.take(pa.array(choice.row, mask=choice.row < 0))
        tails = pa.array([f'","rule":"{rule}"}}' for rule in choice.rules], pa.large_string())
        head = pa.scalar(f',"{field}":{{"record_id":"', pa.large_string())
        # A missing id makes the whole piece missing. (Arrow's null_handling="skip" would do the
        # commas, but drops rows in which everything is missing: seen with pyarrow 26.)
        piece = pc.binary_join_element_wise(
            head, chosen, tails.take(pa.array(choice.rule)), nothing
        )
        fields.append(piece.fill_null(""))
    if not entities or not fields:
        return pd.Series(["{}"] * entities, dtype="str")
    body = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*fields, nothing), 1)
    opening, closing = (pa.scalar(text, pa.large_string()) for text in "{}")
    text = pc.binary_join_element_wise(opening, body, closing, nothing)
    return pd.Series(text.to_pandas(), dtype="str")
