"""Chart builders: pure functions from plain values to ECharts options, with words and tables.

Reports use them now, the pages of the console later. Not for reading the store.
"""

from lingnan.console.charts.chart import Chart, Column, Table
from lingnan.console.charts.claimed_vs_proven import Bar, claimed_vs_proven
from lingnan.console.charts.gap_bars import gap_bars
from lingnan.console.charts.heat_table import heat_table
from lingnan.console.charts.radar import radar
from lingnan.console.charts.tile_map import tile_map
from lingnan.console.charts.trajectory import required_pace, trajectory_with_fan

__all__ = [
    "Bar",
    "Chart",
    "Column",
    "Table",
    "claimed_vs_proven",
    "gap_bars",
    "heat_table",
    "radar",
    "required_pace",
    "tile_map",
    "trajectory_with_fan",
]
