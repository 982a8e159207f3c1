"""Parser and allow-list of the Keras configurations that a sandbox sends."""
