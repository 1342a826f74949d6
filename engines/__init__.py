"""Engines: plain Python that downloads, probes, transcribes and cuts. No Django, no Celery."""
