"""Videos from elsewhere: what stands behind an address (lookup), and bringing it here (download)."""
