"""Where the answers of a house's own sign-on come in.

They are written down over there, to the letter. So they stand in no language.
"""

from __future__ import annotations

from django.urls import path

from beside.doors import by_house

HOUSE = "sign-in/house/<slug:provider_id>/"
SAML = "sign-in/saml/<slug:organization_slug>/"

urlpatterns = [
    path(f"{HOUSE}back/", by_house.back_from_openid, name="openid_connect_callback"),
    path(f"{SAML}acs/", by_house.saml_answer, name="saml_acs"),
    path(f"{SAML}back/", by_house.back_from_saml, name="saml_finish_acs"),
    path(f"{SAML}metadata/", by_house.saml_metadata, name="saml_metadata"),
    # The library asks for this name; signing out over there is nothing we listen to.
    path(f"{SAML}metadata/", by_house.saml_metadata, name="saml_sls"),
]
