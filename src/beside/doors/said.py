"""The one sentence a page says after something happened: named in the address, never stored.

`redirect(f"{url}?said=asked")` and the next page shows the sentence. A name or a handle never
stands there.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from beside.program.promised import within

SENTENCES = {
    "welcome": _("Welcome. You are in."),
    "second_needed": _("Your role needs a key of your own before you can go on."),
    "browsers_left": _("Signed out there."),
    "old": _("This page was open for a long time, so nothing was done. Please do it once more."),
    "twice": _("That was already done. Nothing was done a second time."),
    "moved": _("Somebody else was here in the meantime. This is how it stands now."),
    "gone": _("This is over, and nobody can open it any more."),
    "asked": _("Asked. You will see here what they answer."),
    "cannot_ask": _("They cannot be asked for this person. Somebody else can."),
    "recorded": _("Noted, as you were told."),
    "outside": _(
        "Noted: not in the directory, so conflicts are not checked. Somebody can be asked."
    ),
    "recalled": _("Taken back. Nobody is being asked now."),
    "not_for_you": _("Thank you. Somebody else should reach this person, and will be asked."),
    "available": _("Changed. You can be asked again."),
    "away": _("Changed. Nobody will ask you today."),
    "paused": _("Changed. Nobody will ask you in that time. What you have taken stays with you."),
    "noted": _("Thank you."),
    "passed": _("Thank you for saying so. Somebody else will be asked."),
    "taken": _("Thank you. One question before you see how to reach them."),
    "confirmed": _("Thank you. Here is how to reach them."),
    "declared": _("Thank you for saying so. Somebody else will be asked."),
    "not_yet": _("Noted. Try again when you can."),
    "offer": _("Noted: you left words with them."),
    "talk": _("Noted: you are in touch."),
    "rest": _("They will come back to you here on the agreed day."),
    "introduce": _("Noted. Please confirm when the introduction is made."),
    "closed": _("Closed."),
    "retracted": _("Taken back. It stands as it did before that answer."),
    "undone": _("Undone. Everything is as it was."),
    "talk_planned": _("Planned."),
    "talk_past": _("Noted. Its day is past: say how many came, and it is done."),
    "talk_waits": _("Noted. It waits for a day."),
    "talk_counted": _("Noted. Thank you."),
    "talk_off": _("Called off. Nobody whom it named is kept."),
    "talk_last_topic": _("This is the last topic, so it stays: nobody could ask for a talk."),
    "talk_not_yet": _("It has not been yet. How many came is asked afterwards."),
    "left": _("They are out. What they had in hand comes back to the desk within moments."),
    "with_another": _("Found. Somebody else at the desk sees to it."),
    "resolved": _("Found. Somebody can be asked now."),
    "changed": _("Changed."),
    "words": _("Changed. From now on every page says it your way."),
    "numbers": _("Changed. They stand on every page now."),
    "received": _("Received."),
    "handed_back": _("It is back with the program. Thank you."),
    "contact_fails": _("The program will look for another way to reach them."),
    "someone_else": _("Somebody else will be asked. No reason is kept."),
    "not_mine": _("Passed on. You will not see it again."),
    "stopped": _("Stopped and forgotten."),
    "stopped_held": _(
        "Stopped. Nobody will call and nobody opens the name. Some deletion is suspended, so it is "
        "kept for now."
    ),
    "merged": _("Joined. They will be reached once."),
    "found": _("Noted. Somebody can be asked for each of them now."),
    "added": _("Added. They stand on the list."),
    "joined": _("Joined. Whoever is in both is reached once."),
    "separated": _("They are two events again."),
    "taken_back": _("Taken back. Nobody is contacted because of it."),
    "too_late": _("This event takes no more names. Please enter a new one."),
    "hidden": _("The names are hidden again."),
    "hold_asked": _("Asked. Nothing is kept until a second person has agreed."),
    "hold_agreed": within(_("Agreed. From now on it is kept, for {hold_days} days at most.")),
    "hold_ended": _("Ended. What only this kept is deleted now."),
    "hold_back": _("Taken back. Nothing is kept because of it."),
    "hold_gone": _("This hold is over, or was decided in the meantime. This is how it stands now."),
    "hold_two": _("It takes two: somebody else has to agree."),
    "hold_lead": _("One of the two has to be a program lead. Nothing was done."),
    "many_asked": _("Asked. A program lead has to agree."),
    "many_agreed": within(_("Agreed. For {wide_hours} hours more names may be opened.")),
    "many_two": _("Nobody waits for this, or it was you who asked. It takes two."),
    "code_over": _("That was too late, or wrong too often. Please have another code sent."),
    "passkey_unknown": _("We do not know this passkey. Have a code sent to your e-mail instead."),
    "house_left": _("You came back without signing in over there. Here are all the ways in."),
    "signed_out": _("You are signed out."),
    "page_kept": _("Kept. Everybody reads it like this from now on."),
    "page_restored": _("Put back. Everybody reads it like this from now on."),
    "page_hidden": _("Hidden. Nobody reads it any more; its texts stay here."),
    "page_shown": _("It is there again."),
}

# Said to who comes back from the house's own sign-on, which is elsewhere.
FROM_THE_HOUSE = {"house_left", "second_needed"}


def sentence(request: HttpRequest) -> str:
    """The sentence this page should say, or nothing: a link from elsewhere makes it say none."""
    key = request.GET.get("said", "")
    is_elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if is_elsewhere and key not in FROM_THE_HOUSE:
        return ""
    return str(SENTENCES.get(key, ""))
