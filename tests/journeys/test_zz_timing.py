import time
from tests.journeys.test_every_page import *
from tests.journeys import test_every_page as m
def test_time(school, open_page):
    page = open_page(PHONE)
    page.goto("/for-me/")
    for n in range(3):
        t=time.time(); check_axe(page); print("axe", time.time()-t)
        t=time.time(); m._keyboard_reaches_what_it_is_for(page); print("kb", time.time()-t)
        t=time.time(); m._nothing_sticks_out(page); print("w", time.time()-t)
        t=time.time(); page.set_viewport_size({"width":1280,"height":900}); print("vp", time.time()-t)
        t=time.time(); page.emulate_media(color_scheme="dark"); print("em", time.time()-t)
        t=time.time(); page.set_viewport_size({"width":390,"height":900}); print("vp", time.time()-t)
        t=time.time(); page.goto("/for-me/"); print("goto", time.time()-t)
