# The service alone: it expects a Neo4j at NEO4J_URI and keeps no data of its own. See docker-compose.yml.
FROM python:3.11-slim

WORKDIR /src
COPY requirements.txt .
RUN pip install --no-cache-dir uv \
    && uv pip install --system --no-cache --requirement requirements.txt

COPY . .
RUN uv pip install --system --no-cache --no-deps . \
    && useradd --create-home service

USER service
WORKDIR /home/service
# So that the pages need no network later.
RUN graph-service scripts
EXPOSE 8000

# Ready means that Neo4j answers, the library is loaded and the embedding model is in memory.
HEALTHCHECK --interval=15s --timeout=5s --start-period=5m --retries=4 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]

CMD ["graph-service", "serve", "--host", "0.0.0.0", "--port", "8000"]
