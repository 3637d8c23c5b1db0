"""The door for the web server. A refused configuration is one sentence here too."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from beside import configuration

try:
    configuration.read()
except configuration.Refused as refused:
    print(refused, file=sys.stderr)
    raise SystemExit(2) from None

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.settings")
application = get_wsgi_application()
