"""Many runs: replications of one scenario, what they say together, and the folder that they leave behind."""
