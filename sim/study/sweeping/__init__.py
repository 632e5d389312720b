"""Many runs by a file: what is planned, what is stored, and the engines that make it."""
