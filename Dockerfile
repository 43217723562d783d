# Serves the embedded default: one process, state in the volume /state.
FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY linkage linkage
COPY api api
COPY migrations migrations
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --uid 10001 linkage \
    && install -d -o linkage -g linkage -m 0700 /state
USER linkage
ENV LINKAGE_HOME=/state
VOLUME /state
EXPOSE 8000
ENTRYPOINT ["linkage"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
