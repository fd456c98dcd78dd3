"""The level of each rule, exemptions, and the repairs that a level may ask for."""
