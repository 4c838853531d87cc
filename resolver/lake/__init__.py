"""The lake: what every published run stood on, kept as Parquet, and how a new load joins it.

``merge`` lays a load upon the rows known before (pure); ``store`` keeps and finds the runs.
"""

from resolver.lake.merge import Merged, StandingRows, Statuses, merge
from resolver.lake.store import KEPT_RUNS, Lake, LakeRun, run_name

__all__ = [
    "KEPT_RUNS",
    "Lake",
    "LakeRun",
    "Merged",
    "StandingRows",
    "Statuses",
    "merge",
    "run_name",
]
