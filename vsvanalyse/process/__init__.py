"""From raw to processed: read, check, separate, sum; the tables on disk, and one writer at a time."""
