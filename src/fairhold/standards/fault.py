"""What a method of this room cannot answer: one exception, and its codes. Not a refusal of a rule, and no verdict."""

from types import MappingProxyType

from fairhold.faults import Coded

FAULTS = MappingProxyType(
    {
        "lot_size": "A lot has 2 to 1,000,000,000 units; a single unit is simply inspected.",
        "level_unknown": "The inspection level is none of I, II, III, S-1, S-2, S-3, S-4.",
        "aql_unknown": "The AQL is no column of the table; the nearest columns are named.",
        "aql_regime": "An AQL above 10 counts nonconformities per 100 units, never per cent.",
        "edition_unknown": "The edition is none whose tables are here.",
        "state_unknown": "The state of inspection is none of normal, tightened, reduced.",
        "series_differs": "The lot was not inspected in the state and edition that its series is in.",
        "double_not_here": "Double plans are verified for milstd105e_z14 only.",
        "class_unknown": "The class of defects is none of critical, major, minor.",
        "figure": "A figure is not a plain decimal number, or outside the range that is said.",
        "illuminant_unknown": "The illuminant and observer are none of those known here.",
        "outside_table": "The size or weight is outside the table of the standard.",
        "limits": "There is no limit to judge by, or the lower one is above the upper one.",
    }
)
"""Every code, with its meaning in one sentence."""


class OutsideStandard(Coded):
    """A question that the standard has no answer to: `code` is one of FAULTS, `detail` a sentence for people."""

    codes = frozenset(FAULTS)
