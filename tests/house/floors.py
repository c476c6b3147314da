"""The one list of floors and rooms, lowest first. Settings, imports, foreign keys and migrations agree with it."""

FLOORS: dict[str, tuple[str, ...]] = {
    "foundation": (
        "kit",
        "journal",
        "accounts",
        "changes",
        "calendar",
        "files",
        "search",
        "outbox",
        "exports",
        "figures",
    ),
    "city": ("grids", "people", "rights"),
    "loop": ("tasks", "cases", "patrols", "visits"),
    "platforms": ("governance", "enforcement", "environment", "services"),
    "backing": ("supervision", "training", "assessment", "pay"),
    "insight": ("suggestions", "topics", "warnings"),
    "clients": ("residents", "open311", "links", "hotline", "staff"),
    "centre": ("console", "wall", "bulletins"),
}
TOP = ("packs", "imports", "demo", "cli", "config")  # imported by no floor; among themselves in any order but demo

ORDER: tuple[str, ...] = tuple(
    f"vitalgrid.{floor}.{room}" for floor, rooms in FLOORS.items() for room in rooms
) + tuple(f"vitalgrid.{room}" for room in TOP)


def room_of(module: str) -> str | None:
    """The room that a dotted module belongs to, or None for a floor itself and for what is not the house."""
    for room in ORDER:
        if module == room or module.startswith(f"{room}."):
            return room
    return None


def may_import(importer: str, imported: str) -> bool:
    """Whether room `importer` may import room `imported`: lower, or itself, or both at the top."""
    top = {f"vitalgrid.{room}" for room in TOP}
    if importer in top:
        return True
    return imported not in top and ORDER.index(imported) <= ORDER.index(importer)
