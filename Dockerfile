# The wheel is built by the locked hatchling, and installed beside the locked dependencies alone.
FROM python:3.12.12-slim-trixie AS build
WORKDIR /src
COPY tests/requirements.lock tests/
RUN pip install --no-cache-dir --require-hashes -r tests/requirements.lock
COPY . .
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12.12-slim-trixie
ENV PYTHONUNBUFFERED=1
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock && rm requirements.lock
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-cache-dir --no-deps /wheels/*.whl
RUN useradd --create-home --home-dir /home/notifier notifier && install -d -o notifier /home/notifier/var
USER notifier
WORKDIR /home/notifier
VOLUME /home/notifier/var
EXPOSE 8000
CMD ["notifier", "up", "--host", "0.0.0.0"]
