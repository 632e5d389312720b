"""Published findings that an honest simulation should reproduce, each as a check that can fail."""
