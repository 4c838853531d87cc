"""A synthetic registry: invented people and the damaged extracts that speak of them."""

from training.synthetic.rates import LevelName
from training.synthetic.registry import SyntheticRegistry, synthesise

__all__ = ["LevelName", "SyntheticRegistry", "synthesise"]
