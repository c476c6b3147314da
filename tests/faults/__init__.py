"""Faults: processes killed, disks full, statements that fail, clocks that lie. After each of them nothing is lost."""
