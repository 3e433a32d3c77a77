# The image of the web server, the relay and the Celery worker; docker-compose.yml gives each its command.
FROM python:3.12-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# WeasyPrint draws with Pango and HarfBuzz; one system font keeps Pango alive when a font file is missing.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

FROM base AS packages
COPY requirements.txt /
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --requirement /requirements.txt

FROM base
RUN useradd --uid 10001 --create-home --home-dir /home/samverkan --shell /usr/sbin/nologin samverkan \
    && install --directory --owner samverkan --group samverkan /data
ENV PATH=/venv/bin:$PATH VAR_DIR=/data XDG_CACHE_HOME=/tmp
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Style sheets and catalogues are part of the image, not of the data. The key below signs nothing.
RUN python -m scripts.compile_messages \
    && SECRET_KEY=only-while-building STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput
ENV STATIC_ROOT=/app/staticfiles
USER samverkan
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "samverkan.wsgi:application"]
