# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/briefbot
WORKDIR /src
COPY requirements.lock ./
RUN /opt/briefbot/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY briefings briefings
COPY config config
RUN /opt/briefbot/bin/pip install --no-deps --no-build-isolation . \
 && /opt/briefbot/bin/pip uninstall --yes hatchling editables pip

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /data --shell /usr/sbin/nologin briefbot
COPY --from=build /opt/briefbot /opt/briefbot
ENV PATH=/opt/briefbot/bin:$PATH HOME=/data PYTHONUNBUFFERED=1 BRIEFBOT_CACHE=/data/cache
USER briefbot
WORKDIR /data
VOLUME /data
# Healthy: the settings are valid and an answer can be given from the briefings.
HEALTHCHECK --interval=1m --timeout=15s --start-period=20s CMD ["briefbot", "say", "/about"]
ENTRYPOINT ["briefbot"]
CMD ["run"]
