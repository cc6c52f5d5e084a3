"""The models by name, and what more orders would do."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from fairhold.limit import bounded, rulebook
from fairhold.limit.history import Computed, Model, Past, Standing
from fairhold.trade.policy import LimitModel, Policy

MODELS: Final[Mapping[LimitModel, Model]] = {"rulebook": rulebook.compute, "bounded": bounded.compute}
"""Every model that a policy may choose (`limit_model`)."""


def compute(past: Iterable[Past], standing: Standing, day: date, policy: Policy) -> Computed:
    """The limit by the model that the policy chooses, in minor units of the currency of the limit."""
    return MODELS[policy.limit_model](past, standing, day, policy)


def what_if(
    past: Iterable[Past], more: Iterable[Past], standing: Standing, day: date, policy: Policy
) -> tuple[Computed, Computed]:
    """The limit as it is, and as it would be if these orders had ended too ("three more of 20,000, on time")."""
    known = tuple(past)
    return compute(known, standing, day, policy), compute((*known, *more), standing, day, policy)
