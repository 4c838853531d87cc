"""How often things happen in a quarter, and how soon each base learns of them.

The shares of births, deaths, moves, marriages with splits, KK changes and NIK corrections are
those of the domain's notes (§8); the rest is judgement. A marriage counts its two people, a
split or divorce those who leave, a move everybody of the family.
"""

from typing import Final

BIRTH: Final = 0.004  # of the living
DEATH: Final = 0.0018
MOVE: Final = 0.005
MARRIAGE: Final = 0.0018  # these three together: .35 % of the people get into another family
SPLIT: Final = 0.0012
DIVORCE: Final = 0.0005
KK_CHANGE: Final = 0.008  # of the families, beside the new cards that moves and the like bring
NIK_CORRECTION: Final = 0.0005
NAME_CORRECTION: Final = 0.001

# Of a base's rows, whatever happens to the people.
REENTERED: Final = 0.003
RETYPED: Final = 0.004
WITHDRAWN: Final = 0.003
RETURNS: Final = 0.4  # of the rows withdrawn so, each quarter after

# DTKS, Regsosek, P3KE, SIAK: does the base ever learn of an event, and after how many quarters.
LEARNS: Final = (0.75, 0.55, 0.6, 0.97)
DELAYS: Final = ((0.5, 0.3, 0.2), (0.35, 0.35, 0.3), (0.4, 0.35, 0.25), (0.9, 0.1, 0.0))
# Of the deaths it learns of, a base drops the row; in others it notes the death (P3KE cannot).
DROPPED: Final = (0.55, 0.5, 0.7)
UNNAMED: Final = 0.4  # at least, of the newborns: first listed as "BAYI NY. X"
NAMED: Final = 0.75  # of them each quarter after

# When someone gets into another group: listed under a new id, or in both places.
NEW_ID: Final = 0.12
NEW_ID_FAR: Final = 0.4  # another regency's office
BOTH: Final = 0.06
BOTH_FAR: Final = 0.15
