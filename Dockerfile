# The image of all of Soundbite's own programs; the command is the name of one: migrate, web, steps, clips, beat.
# The packages are installed by the script that `make run` uses.

# 3.13 is the newest Python that PocketSphinx has a wheel for.
FROM python:3.13-slim-bookworm

# The static FFmpeg in it makes the image as a whole GPL; see NOTICE.
LABEL org.opencontainers.image.title="Soundbite" \
      org.opencontainers.image.description="Find any sentence ever said in your videos" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"

# base, or all: with openai-whisper and PyTorch.
ARG REQUIREMENTS=base

RUN useradd --create-home --uid 1000 soundbite \
    && install -d -o soundbite -g soundbite /app /data /content
USER 1000:1000
WORKDIR /app

COPY --chown=1000:1000 requirements.txt ./
COPY --chown=1000:1000 requirements requirements
COPY --chown=1000:1000 scripts scripts
RUN PIP_NO_CACHE_DIR=1 sh scripts/bootstrap "$REQUIREMENTS"

COPY --chown=1000:1000 . .
RUN .venv/bin/python scripts/web.py build && rm -rf frontend/node_modules

# Other machines reach the server, and its files outlive the container in these two volumes.
ENV HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    CONTENT_DIR=/content
VOLUME ["/data", "/content"]
EXPOSE 8000

ENTRYPOINT ["/app/.venv/bin/python", "manage.py", "serve"]
CMD ["web"]
