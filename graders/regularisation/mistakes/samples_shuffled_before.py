"""Keras cuts the samples as they are given, and only then shuffles those that it trains on."""

BREAKS = ["test_samples_put_aside"]

samples_put_aside = "d"
