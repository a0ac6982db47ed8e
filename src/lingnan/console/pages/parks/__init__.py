"""Parks: the list, members with their levels, and the roadmap of shared facilities 一园一策."""
