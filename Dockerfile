# One image for the service, the job and the migrations: every package is one of requirements.lock, by its hash.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m pip wheel --no-cache-dir --require-hashes --wheel-dir /wheels -r requirements.lock \
    && python -m pip install --no-cache-dir --no-index --find-links /wheels hatchling
COPY pyproject.toml README.md LICENSE ./
COPY linkage linkage
COPY api api
COPY migrations migrations
COPY tools/wheel.py tools/wheel.py
# Of the lock only what runs is installed: tools of development stay behind.
RUN python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --no-index --find-links /wheels "linkage[all]"

FROM python:3.11.14-slim-bookworm
COPY --from=build /venv /venv
RUN useradd --system --uid 10001 --home-dir /state --no-create-home --shell /usr/sbin/nologin linkage \
    && install -d -o linkage -g linkage -m 0700 /state /audit
USER linkage
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 LINKAGE_HOME=/state LINKAGE_AUDIT_FOLDER=/audit
VOLUME ["/state", "/audit"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["linkage"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
