"""Reports to keep: the programme, a city, an enterprise; roadmaps of industries, parks, chains."""
