"""What a cluster is: the rules its records keep, what may be measured from them, and how a new year begins."""

# What the notebooks import of this room: the process they are forks of has it ready.
IN_NOTEBOOKS = tuple(
    f"yearbook.emulation.{name}" for name in ("apparatus", "awards", "conference", "tasks", "titles", "years")
)
