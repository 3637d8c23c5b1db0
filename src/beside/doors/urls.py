from django.conf import settings
from django.urls import path

from beside.doors import views

app_name = "doors"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/invitation/<str:secret>/", views.invitation, name="invitation"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("inside/", views.home, name="home"),
]

# Outside demo mode this address does not exist.
if settings.BESIDE_MODE == "demo":
    urlpatterns.insert(1, path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"))
