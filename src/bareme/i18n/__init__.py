"""Messages and catalogues: what bareme says, in the language of its reader."""
