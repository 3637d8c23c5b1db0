from __future__ import annotations


def contact_fingerprints(
    person_id: int | None, email: str, phone: str, name_key: str, department_key: str
) -> list[str]:
    found = []
    if person_id is not None:
        found.append(f"person:{person_id}")
    if email:
        found.append(f"email:{email.lower()}")
    if phone:
        found.append(f"phone:{phone}")
    if name_key and department_key:
        found.append(f"name:{name_key}|{department_key}")
    return found
