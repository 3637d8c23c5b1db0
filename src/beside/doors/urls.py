from django.conf import settings
from django.urls import path

from beside.doors import views
from beside.doors.access import anyone, for_members, open_asleep

app_name = "doors"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/invitation/<str:secret>/", views.invitation, name="invitation"),
    path("sign-in/over/", anyone(views.start_over), name="start_over"),
    path("sign-out/", open_asleep(for_members(views.sign_out)), name="sign_out"),
    path("your-keys/browsers/", for_members(views.leave_browser), name="leave_browser"),
    path("inside/", for_members(views.home), name="home"),
]

# Outside demo mode this address does not exist.
if settings.BESIDE_MODE == "demo":
    urlpatterns.insert(1, path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"))
