"""What is said and shown, as data: one file a chapter, one function an exhibit; no drawing and no HTML."""
