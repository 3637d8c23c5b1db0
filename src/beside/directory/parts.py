"""A pasted line taken apart: the name first, then contacts, a role, a department, as they come.

Only the shape of the words is looked at, never who anybody is.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"^[^\s@,;<>()\[\]\"]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$")
_PHONE = re.compile(r"^\+?[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?|;ext=)\s*\d{1,6})?$", re.IGNORECASE)
# What stands for a contact wherever it stands: an address, a whole number, a number in the house.
_WITHIN = re.compile(
    r"""
      (?P<email>[^\s@,;<>()\[\]"|]{1,64}@[^\s@,;<>()\[\]"|]{0,253}[^\s@,;<>()\[\]"|.])
    | (?P<inside>\b(?:pager|beeper|bleep|extension|ext\.?|x
        |busca(?:personas)?|b[ií]per|localizador|extensi[oó]n|anexo|interno)[\s.:\#]*\d[\d-]{2,5}\b)
    | (?P<phone>\+?\(?\d[\d().\-\u2010-\u2015\s]{5,}\d(?:\s*(?:ext\.?|x|;ext=)\s*\d{1,6})?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LABELS = (
    r"or|and|&|at|tel|phone|ph|cell|mobile|home|work|office|e-?mail|mail"
    r"|tel[eé]fono|tfno|m[oó]vil|celular|cel|casa|trabajo|oficina|consultorio"
    r"|correo(?:\s+electr[oó]nico)?"
)
_LABEL = re.compile(
    rf"(?:^[oy]\s+)?(?:(?:^|(?<=[\s,;:(/|]))(?:{_LABELS})\.?:?\s*)+$|^[oy]\s*$", re.IGNORECASE
)
_SCHEME = re.compile(r"\b(?:mailto|tel):(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013\u2014>]+|\(?\#?\d{1,4}[.)]|\#\d{1,4})\s+")
_MARK = r"[\"\u201c\u201d\u201e]"
_QUOTE = re.compile(rf"(^|[\t;,|])\s*{_MARK}|{_MARK}(?=\s*(?:$|[\t;,|<]))")
_ASIDE = re.compile(r"\s[(\[]([^()\[\]]*[^\W\d_][^()\[\]]*)[)\]]\s*$")
_BETWEEN = re.compile(r"(?<=>)[ \t]*[;,][ \t]*(?=[^\s;,<>][^<>\n]*<[^\s<>@]+@[^\s<>]+>)")
_EDGES = " ,:;/|<>()[]\u2010\u2011\u2012\u2013\u2014-"
MARKS = ("\t", ";", "|")

TITLE = re.compile(
    r"^(?:(?:dr|prof|professor|mr|mrs|ms|mx|sir|med|h\.\s?c"
    r"|dra|profa?|profesora?|sra?|srta|lic|enf)\.?\s+|(?:dra?|profa?|sra?)\.)+",
    re.IGNORECASE,
)
_DEGREES = frozenset(
    {
        *("md", "do", "phd", "mbbs", "mbchb", "mba", "mph", "msc", "ms", "ma", "dds", "dmd"),
        *("rn", "np", "pa", "pac", "crna", "pharmd", "facs", "facp", "frcp"),
        *("jr", "sr", "ii", "iii"),
    }
)
_ALSO_NAMES = frozenset({"do", "ma", "pa", "np", "ms"})  # a degree only when typed as one
_ROLES = frozenset(
    {
        *("faculty", "attending", "professor", "physician", "consultant", "registrar"),
        *("resident", "intern", "fellow", "house", "officer", "pgy"),
        *("staff", "nurse", "student", "crna", "np", "pa"),
        *("docente", "docencia", "profesor", "profesora", "médico", "médica", "fellowship"),
        *("residente", "residencia", "enfermero", "enfermera", "enfermería", "estudiante"),
        *("adjunto", "adjunta", "cirujano", "cirujana", "matrona", "partera"),
    }
)
_YEAR = re.compile(r"^(?:pgy|r|ca|cy|ms)[ -]?\d$", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:surger|surgic|surgeon|medicine|pa?ediatr|ana?esth|radiol|emergenc|psychi|pathol|neurol"
    r"|neuros|cardio|cardiac|oncol|dermat|obstet|gyn(?:a?ec)?\b|gyna?ecol|ortho|urol|ophthal|otolar"
    r"|genetics|intensiv|critical|trauma\b|icu\b|department|dept|hospital|clinic\b"
    r"|cirug[ií]a|medicina\b|urgencias|anestesi|psiquiatr|patolog|departamento|servicio\b"
    r"|\w{4,}(?:ology|iatry|ologist|olog[ií]a|iatr[ií]a)\b)",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"al", "de", "del", "van", "von", "da", "di", "la", "le", "dos", "ter"})
_HEADINGS = frozenset(
    {
        *("name", "names", "first name", "last name", "surname", "given name", "full name"),
        *("first", "last", "contact", "contacts", "email", "e-mail", "mail", "phone", "pager"),
        *("role", "title", "position", "department", "dept", "unit", "who", "how to reach them"),
        *("nombre", "nombres", "nombre completo", "nombre y apellidos", "apellido", "apellidos"),
        *("contacto", "correo", "correo electrónico", "teléfono", "telefono", "móvil", "celular"),
        *("puesto", "cargo", "función", "rol", "departamento", "servicio", "unidad"),
    }
)
_TWO = re.compile(r"\s(?:and|&|\+|und|y|et)\s", re.IGNORECASE)
_WHOLE_NAME = re.compile(r"^[^\W\d_a-z][^\W\d_]+(?:[\s'\u2019.-]+[^\W\d_]+){1,2}\.?$")


def apart(text: str) -> list[str]:
    """The parts of a line in the order typed; contacts stand alone, marks and labels are gone."""
    bare = _QUOTE.sub(r"\1", _SCHEME.sub("", _BULLET.sub("", re.sub(" {2,}", " ", text))))
    found: list[str] = []
    for cell in _cells(bare):
        found += [""] if not cell else _pieces(cell)
    return found or [""]


def _cells(text: str) -> list[str]:
    """Split by tabs, semicolons or bars if there are any, else by commas, else by loose dashes."""
    for mark in MARKS:
        if mark in text:
            return [cell.strip() for cell in text.split(mark)]
    if "," not in text:
        return [cell.strip() for cell in re.split(r"\s[/\u2013\u2014-]+\s", text)]
    return [cell.strip() for cell in text.split(",")]


def _pieces(cell: str) -> list[str]:
    """One cell: what is said in it, and each contact that hangs at it."""
    if is_contact(cell):
        return [cell]
    pieces, at = [], 0
    for hit in _WITHIN.finditer(cell):
        if hit["phone"] and sum(map(str.isdigit, hit["phone"])) < 7:
            continue
        pieces += [_bare(_LABEL.sub("", _bare(cell[at : hit.start()]))), hit[0].strip()]
        at = hit.end()
    pieces += _with_aside(cell[at:]) if at else _with_aside(cell)
    return [one for one in pieces if any(map(str.isalnum, one))] or [""]


def _with_aside(text: str) -> list[str]:
    """`Rosa Reyes (resident)` as two."""
    if found := _ASIDE.search(text):
        return [_bare(text[: found.start()]), _bare(found[1])]
    return [_bare(text)]


def _bare(text: str) -> str:
    return text.strip(_EDGES)


def in_order(parts: list[str]) -> list[str]:
    """The name first, where a contact or one empty column stood before it."""
    first = next((one for one in parts if one and not is_contact(one)), "")
    if not first or says_role(first) or says_place(first):
        return parts
    ahead = parts.index(first)
    return [first, *(one for one in parts[:ahead] if one), *parts[ahead + 1 :]]


def is_contact(text: str) -> bool:
    bare = text.strip("<>() ")
    return bool(
        is_email(bare)
        or (_PHONE.match(bare) and sum(map(str.isdigit, bare)) >= 5)
        or is_inside(bare)
    )


def is_inside(text: str) -> bool:
    """A number inside the house, with the word that says what it is: `pager 4411`, `ext. 214`."""
    hit = _WITHIN.fullmatch(text)
    return bool(hit and hit["inside"])


def is_email(text: str) -> bool:
    return bool(_EMAIL.match(text.strip())) and len(text) <= 254


def is_degree(word: str) -> bool:
    """`MD` and `Ph.D.`; and `DO`, but not the name `Do`."""
    bare = word.replace(".", "").replace(",", "")
    return bare.lower() in _DEGREES and (bare.lower() not in _ALSO_NAMES or bare.isupper())


def says_role(text: str) -> bool:
    return len(text) < 40 and bool(
        _YEAR.match(text.strip()) or set(re.split(r"[\s\-.]+", text.lower())) & _ROLES
    )


def says_place(text: str) -> bool:
    """Whether these words are a department or a unit rather than a name."""
    return bool(_PLACE.search(text))


def names_nobody(text: str, parts: list[str]) -> bool:
    """A remark, the head of a table, or a department over its people: about no one person."""
    said = [one.lower().strip(" .:*") for one in parts if one]
    if text.lstrip().startswith(("# ", "//")):
        return True
    if len(said) == 1 and says_place(said[0]):
        return True
    return all(one in _HEADINGS for one in said)


def name_of(parts: list[str]) -> tuple[str, str, list[str]]:
    """First and last name, and what is left of the parts."""
    if not parts[0] or is_contact(parts[0]):
        return "", "", parts
    head, rest = parts[0], [one for one in parts[1:] if not is_degree(one)]
    if "," in head:  # "Last, First" before a tab or semicolon
        last, _, first = head.partition(",")
        if _bare_words(first):
            return tidy(first), tidy(last), rest
        head = last
    elif rest and could_be_first(head, rest[0]):
        return tidy(rest[0]), tidy(head), rest[1:]
    words = tidy(head).split()
    if not words:
        return "", "", rest
    return " ".join(words[:-1]), words[-1], rest


def could_be_first(head: str, following: str) -> bool:
    """Whether `Last, First` was cut at its comma: a single surname, then a plain given name."""
    surname = tidy(head).split()
    if not following or not surname or is_contact(following):
        return False
    if len(following.split()) > 2 or not _bare_words(following):
        return False
    if says_role(following) or says_place(following):
        return False
    return len(surname) == 1 or (len(surname) <= 4 and surname[0].lower() in _PARTICLES)


def are_several(parts: list[str], rest: list[str], name: str) -> bool:
    """Whether more than one person may stand in the line: two names, and nothing said of one."""
    if _TWO.search(f" {name} "):
        return True
    said = [one for one in rest if one and not is_contact(one)]
    if any(_is_between_contacts(one, rest) for one in said):
        return True
    others = [one for one in said if _WHOLE_NAME.match(one) and not says_place(one)]
    alone = len(others) == len(said) and not any(is_contact(one) for one in parts)
    heads = name.split()
    return bool(others) and alone and len(heads) > 1 and not any(map(says_role, said))


def _is_between_contacts(text: str, rest: list[str]) -> bool:
    """A second name: it follows one e-mail address and has another one behind it."""
    at = rest.index(text)
    before, after = any(map(is_email, rest[:at])), any(map(is_email, rest[at:]))
    return before and after and not says_role(text) and not says_place(text)


def _is_surname(words: list[str]) -> bool:
    """`KIM MA`, where all stands in capitals: a list of those would lose who is called so."""
    return words[-1].lower() in _ALSO_NAMES and all(map(str.isupper, words))


def _bare_words(text: str) -> list[str]:
    return [word for word in text.split() if not is_degree(word)]


def tidy(text: str) -> str:
    """A name without titles before it and degrees behind it."""
    words = TITLE.sub("", text.strip() + " ").split()
    while len(words) > 1 and is_degree(words[-1]) and not _is_surname(words):
        words.pop()
    return " ".join(words).strip(" ,")


def each_reader(text: str) -> str:
    """`Rosa Reyes <rosa@...>; Remy Roth <remy@...>`, as a mail lists its readers, in two lines."""
    return _BETWEEN.sub("\n", text)
