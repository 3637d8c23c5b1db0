"""The door for the web server. A refused configuration is one sentence here too."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from beside import configuration, installing
from beside.refused import Refused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beside.settings")
try:
    configuration.read()
    application = get_wsgi_application()
    installing.refuse_other_mode()
except Refused as refused:
    print(refused, file=sys.stderr)
    raise SystemExit(2) from None
