"""Two quiet words for one person, so that the desk can speak of them without a name.

Derived from the handle with the secret key: the same on every page, gone with the handle, and
without meaning. They say nothing of the person.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

# Two word lists. They are not translated: a designation is a name, and two people at the desk who
# read in two languages must mean the same person by it.
FIRST = (
    "amber ample apricot ashen autumn azure blue bright broad bronze brown calm cedar chalk cherry "
    "chestnut clear cloudy clover cobalt cool copper coral cotton cream crimson crystal dappled "
    "distant drifting early eastern emerald even evening fair fern flaxen fresh gentle gilded "
    "ginger glass golden grassy green hazel high hollow honey indigo inland ivory jade juniper "
    "kindly lemon level light lilac linen little long lunar maple marble mellow midsummer mild "
    "misty morning mossy narrow near northern oaken ochre olive open orange pale pearl "
    "pebble pine plain plum polished quiet reed rolling rosy round ruby rustling russet saffron "
    "sandy sapphire scarlet shady silken silver sky slate slow smooth snowy soft southern spring "
    "steady still stone sunlit tall tawny thistle tidal timber topaz turning umber upper velvet "
    "verdant violet warm western whispering white wide willow windy winter wooden wool yellow"
)
SECOND = (
    "acorn anchor apple arbor arch bank barn basin bay beach bead beacon bell bench birch blossom "
    "boat bower branch bridge brook cabin canal candle canyon cape cart castle chapel chime cliff "
    "cloud coast compass corner cottage cove creek crossing dale delta dock door dune elm fence "
    "ferry field fjord flute footpath ford forest fountain garden gate glade glen grove gull "
    "harbour harvest haven hearth heath hedge heron hill hillside horizon island jetty kettle kite "
    "lagoon lake lamp landing lane lantern larch lark lawn leaf ledge library lighthouse loft "
    "lookout maple market marsh meadow mill moor mooring mountain oak oasis orchard otter park "
    "parlour path pavilion pasture peak pebble pier plain plateau pond porch prairie quarry quay "
    "quilt rain rampart reef ridge river road robin rope row sail shelter shore slope song spring "
    "spruce square stair star station stream summit swallow swan terrace thicket tower trail tree "
    "valley veranda village vine walk wall water wave well wharf window wood yard"
)


def designation(handle: UUID) -> str:
    """Such as "quiet harbour"."""
    digest = salted_hmac("beside.desk.designation", handle.hex, algorithm="sha256").digest()
    first, second = FIRST.split(), SECOND.split()
    number = int.from_bytes(digest[:8], "big")
    return f"{first[number % len(first)]} {second[number // len(first) % len(second)]}"
