"""Who was there on the days on which a class met."""
