"""The lake: what every published run stood on, kept as Parquet, and how a new load joins it.

``merge`` lays a load upon the rows known before (pure); ``late`` knows what no longer stands;
``store`` keeps and finds the runs, ``loads`` what was loaded.
"""

from resolver.lake.late import Marks
from resolver.lake.loads import Load, Loads
from resolver.lake.merge import Merged, StandingRows, Statuses, merge
from resolver.lake.store import Lake, LakeRun, run_name

__all__ = [
    "Lake",
    "LakeRun",
    "Load",
    "Loads",
    "Marks",
    "Merged",
    "StandingRows",
    "Statuses",
    "merge",
    "run_name",
]
