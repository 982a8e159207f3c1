"""The parser and the allow-list of Keras configurations that come out of a sandbox."""
