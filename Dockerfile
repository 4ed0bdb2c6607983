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
    hatchling editables packaging pathspec pluggy tomlkit trove-classifiers \
 && python -m pip --python /opt/briefbot/bin/python check

FROM python:3.13-slim
# The image's own pip is not needed either. Python's library comes uncompiled, and who runs here can't write beside it: every
# start would compile it anew.
RUN library=$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))') \
 && python -m pip uninstall --yes --root-user-action ignore pip \
 && rm -rf "$library/ensurepip" \
 && python -m compileall -q "$library" \
 && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin briefbot \
 && install --directory --owner briefbot --group briefbot --mode 0700 /data
COPY --from=build /opt/briefbot /opt/briefbot
ENV PATH=/opt/briefbot/bin:$PATH HOME=/data PYTHONUNBUFFERED=1 BRIEFBOT_CACHE=/data/cache
# By number, so that who runs it can see that it isn't root.
USER 10001
WORKDIR /data
VOLUME /data
# Healthy: the settings are valid, an answer can be given from the briefings, and the database can be read.
HEALTHCHECK --interval=1m --timeout=30s --start-period=20s \
    CMD briefbot say /about >/dev/null && briefbot digest list >/dev/null
ENTRYPOINT ["briefbot"]
CMD ["run"]
