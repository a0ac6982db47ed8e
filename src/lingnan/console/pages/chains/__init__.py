"""Supply chains: the list, tiers and levels, the network picture, and the roadmap 一链一策."""
