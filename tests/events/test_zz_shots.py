from pathlib import Path
from django.test import Client
from tests.browser import PHONE, DESKTOP
CASES = Path(__file__).parent.parent / "cases"
def test_shots(open_page, cast, live_server, transactional_db):
    out="/tmp/shots/"
    for name, look in (("phone",PHONE),("desk",DESKTOP),("phone-dark",PHONE.dark)):
        page = open_page(look)
        page.goto(live_server.url+"/event/")
        page.screenshot(path=out+f"report-{name}.png", full_page=True)
        page.select_option("select[name=unit]", label="Surgery")
        page.check("input[name=kind][value=died]")
        page.check("input[name=urgency][value=today]")
        page.fill("textarea[name=exposed]", (CASES/"event-operating-room.tsv").read_text()+"Robinson, Priya\t\tfaculty\tMedicine\n12345\nRosa Reyes\trosa.reyes11@example.edu\nKim Park\nFaye Frost\nSue Sato\tsue.sato3@example.edu\n")
        page.fill("input[name=call_back]", "503 555 0177")
        page.click("button[value=look]")
        page.screenshot(path=out+f"look-{name}.png", full_page=True)
        page.fill("input[name=line_11]", "")
        page.click("button[value=send]")
        page.screenshot(path=out+f"received-{name}.png", full_page=True)
        code = page.inner_text("#code")
        page.goto(live_server.url+"/event/code/")
        page.fill("input[name=code]", code)
        page.click("main button")
        page.screenshot(path=out+f"code-{name}.png", full_page=True)
        c=Client(); c.force_login(cast.cora)
        page.context.add_cookies([{"name":"sessionid","value":c.cookies["sessionid"].value,"url":live_server.url}])
        page.goto(live_server.url+"/desk/events/")
        page.screenshot(path=out+f"events-{name}.png", full_page=True)
        page.click("a.reach-who >> nth=0")
        page.screenshot(path=out+f"event-{name}.png", full_page=True)
        page.click("button[value=open]")
        page.screenshot(path=out+f"open-{name}.png", full_page=True)
        page.click("button[value=resolve]")
        page.screenshot(path=out+f"resolved-{name}.png", full_page=True)
