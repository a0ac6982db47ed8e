"""Who pays what of the open facilities: four rules side by side, and whether anyone would leave.

Not for what opens. Source: Shapley 1953; Maschler, Peleg & Shapley 1979 (least core); Peleg &
Sudhölter 2007, Introduction to the Theory of Cooperative Games.
"""

from lingnan.roadmap.park.split.game import Game, game_of
from lingnan.roadmap.park.split.rule import RULES, Split, split_costs

__all__ = ["RULES", "Game", "Split", "game_of", "split_costs"]
