"""Exit 0 when the web server answers 200 at the given path: python deploy/healthcheck.py /healthz."""

from __future__ import annotations

import http.client
import os
import sys


def main(path: str) -> int:
    # The relay's container asks the web server's; inside the web container both names lead to the same place.
    connection = http.client.HTTPConnection(os.environ.get("HEALTH_HOST", "web"), 8000, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": "web", "X-Forwarded-Proto": "https"})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
