"""One submission -> one result; a batch; recognising known mistakes; release."""
