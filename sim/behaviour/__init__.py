"""How a customer behaves: one pure function for each equation of the model, one file for each mechanism."""
