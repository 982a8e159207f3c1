"""Any upload -> one normalised notebook for each student."""
