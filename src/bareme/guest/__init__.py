"""Everything that runs in a sandbox beside student code; nothing here is trusted."""
