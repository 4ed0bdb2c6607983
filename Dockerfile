# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.lock ./
# What is to run goes into an environment that has no pip; what only builds is taken out of it again at the end.
RUN python -m venv --without-pip /opt/briefbot \
 && python -m pip --python /opt/briefbot/bin/python install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY briefings briefings
COPY config config
RUN python -m pip --python /opt/briefbot/bin/python install --no-deps --no-build-isolation . \
 && python -m pip --python /opt/briefbot/bin/python uninstall --yes \
    hatchling editables packaging pathspec pluggy tomlkit trove-classifiers

FROM python:3.13-slim
# The image's own pip is not needed either.
RUN python -m pip uninstall --yes pip \
 && useradd --uid 10001 --create-home --home-dir /data --shell /usr/sbin/nologin briefbot
COPY --from=build /opt/briefbot /opt/briefbot
ENV PATH=/opt/briefbot/bin:$PATH HOME=/data PYTHONUNBUFFERED=1 BRIEFBOT_CACHE=/data/cache
# By number, so that who runs it can see that it isn't root.
USER 10001
WORKDIR /data
VOLUME /data
# Healthy: the settings are valid, an answer can be given from the briefings, and the database can be read.
HEALTHCHECK --interval=1m --timeout=15s --start-period=20s CMD briefbot say /about && briefbot digest list
ENTRYPOINT ["briefbot"]
CMD ["run"]
