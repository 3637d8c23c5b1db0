from django.urls import include, path

from beside.desk import (
    calls,
    deciding,
    event_urls,
    holds,
    listing,
    many,
    members,
    overview,
    referral,
)

app_name = "desk"
urlpatterns = [
    path("", listing.show, name="list"),
    path("names/", listing.names, name="names"),
    path("named-again/", listing.named_again, name="named_again"),
    path("overview/", overview.show, name="overview"),
    path("holds/", holds.show_all, name="holds"),
    path("holds/ask/", holds.ask, name="hold_ask"),
    path("holds/<uuid:identifier>/<slug:what>/", holds.one, name="hold"),
    path("members/", members.show, name="members"),
    path("program/", deciding.show, name="program"),
    path("program/policy/", deciding.policy, name="program_policy"),
    path("program/<slug:kind>/", deciding.one, name="program_new"),
    path("program/<slug:kind>/<int:pk>/", deciding.one, name="program_one"),
    path("many/", many.show, name="many"),
    path("call/", calls.choose, name="call"),
    path("call/for-themselves/", calls.for_themselves, name="call_self"),
    path("call/for-a-colleague/", calls.for_a_colleague, name="call_colleague"),
    path("call/find/", calls.find, name="call_find"),
    path("events/", include(event_urls.urlpatterns)),
    path("<uuid:handle>/", referral.one, name="referral"),
    path("<uuid:handle>/open/", referral.open_name, name="open"),
    path("<uuid:handle>/search/", referral.search, name="search"),
    path("<uuid:handle>/who/", referral.resolve, name="resolve"),
    path("<uuid:handle>/ask/", referral.ask_supporter, name="ask"),
    path("<uuid:handle>/join/", referral.join, name="join"),
    path("<uuid:handle>/step/<slug:slug>/", referral.step, name="step"),
]
