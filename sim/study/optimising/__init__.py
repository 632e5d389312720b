"""The split of a firm's budget that maximises an outcome under noise: searched, chosen, and then measured honestly."""
