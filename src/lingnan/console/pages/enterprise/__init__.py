"""The profile of one enterprise, the changes it proposes to the register, and their decision."""
