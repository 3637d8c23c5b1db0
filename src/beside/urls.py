"""Every address: the folder of the room that answers it, in each language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "beside.web.views.not_understood"
handler404 = "beside.web.views.not_here"
handler500 = "beside.web.views.broken"

urlpatterns = [
    path("", include("beside.doors.answer_urls")),
    # What stands here stands under `/es/` as well; `reverse` stays in the language of the page.
    *i18n_patterns(
        path("", include("beside.web.urls")),
        path("", include("beside.doors.urls")),
        path("", include("beside.doors.signing_urls")),
        path("", include("beside.referrals.urls")),
        path("", include("beside.talks.urls")),
        path("event/", include("beside.events.urls")),
        path("supporters/", include("beside.supporters.urls")),
        path("desk/", include("beside.desk.urls")),
        path("outreach/", include("beside.outreach.urls")),
        path("to-print/", include("beside.printables.urls")),
        path("figures/", include("beside.utilization.urls")),
        path("learn/", include("beside.learning.urls")),
        prefix_default_language=False,
    ),
]
