"""What matters, and when it fails: analyses of tables with a row for each point and replication; pure functions."""
