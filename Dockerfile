# The service and the command line, without training: every package from the hashed lock.
FROM python:3.11-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/satukan
ENV PATH=/opt/satukan/bin:$PATH
WORKDIR /src
# The lock first: as long as it does not change, the packages come from the build's cache.
COPY requirements/run.lock requirements/run.lock
RUN pip install --require-hashes --requirement requirements/run.lock
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY graph graph
COPY resolver resolver
COPY training training
RUN pip install --no-deps --no-build-isolation . \
    && python -m compileall -q /opt/satukan/lib

FROM python:3.11-slim

RUN useradd --system --uid 10001 --home-dir /var/lib/satukan --shell /usr/sbin/nologin satukan \
    && install --directory --owner=satukan --group=satukan --mode=0700 /var/lib/satukan
COPY --from=build /opt/satukan /opt/satukan
# numba keeps its compiled functions there; the rest of the file system may be read-only.
ENV PATH=/opt/satukan/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/tmp/numba \
    SATUKAN_HOME=/var/lib/satukan \
    SATUKAN_HOST=0.0.0.0
USER 10001
WORKDIR /var/lib/satukan
VOLUME /var/lib/satukan
EXPOSE 8000
ENTRYPOINT ["satukan"]
CMD ["serve"]
