"""Calendar files, as programs write them."""


def calendar(*parts: str, head: str = "") -> bytes:
    lines = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n{head}{''.join(parts)}END:VCALENDAR\n"
    )
    return lines.replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "acme@example.com", start: str = ":20261118T150000Z") -> str:
    stated = "\n".join(lines)
    return (
        f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T080000Z\nDTSTART{start}\n"
        f"{stated}{chr(10) if stated else ''}END:VEVENT\n"
    )
