"""Videos: who asked for them, the queue they wait in, and the pipeline that makes them ready."""
