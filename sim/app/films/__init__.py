"""Films: a setup from the page becomes a scenario, and its whole run is written down to be played in the browser."""
