"""An industry's roadmap 一行一策: who, which gaps, packages, waves, money, what level by when."""
