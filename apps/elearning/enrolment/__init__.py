"""Who takes part in a class: enrolling, waiting, deciding, paying."""
