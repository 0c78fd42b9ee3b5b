# The image of web server and worker. CI runs the same build steps (deploy/build.sh) and commands without Docker.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PATH=/opt/venv/bin:$PATH BAEUMTEO_MODE=production BAEUMTEO_VAR_DIR=/srv STATIC_ROOT=/opt/static MEDIA_ROOT=/srv/media
RUN useradd --system --uid 10001 --home-dir /srv --create-home baeumteo && install -d -o baeumteo /srv/media

WORKDIR /app
COPY requirements.lock ./
COPY deploy ./deploy
RUN deploy/build.sh install /opt/venv
COPY . .
RUN BAEUMTEO_VAR_DIR=/tmp/build deploy/build.sh static && rm -rf /tmp/build

USER baeumteo
EXPOSE 8000
VOLUME /srv/media
HEALTHCHECK --interval=15s --timeout=6s --start-period=20s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi"]
