"""Which source groups count as a family: fillers and institutions do not."""

import numpy as np
import pandas as pd

from resolver.match.fields import MOST_ROWS_OF_FAMILY, Fields


def test_a_group_of_very_many_rows_is_none():
    filler = ["D:0"] * (MOST_ROWS_OF_FAMILY + 1)
    family = ["D:1"] * MOST_ROWS_OF_FAMILY
    clean = pd.DataFrame({"group_id": pd.Series([*filler, *family, None], dtype="str")})
    kept = Fields.of(clean).family
    assert (kept.codes < 0).sum() == len(filler) + 1
    assert np.unique(kept.values[kept.codes[kept.codes >= 0]]).tolist() == ["D:1"]
