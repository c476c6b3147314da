"""Queue, case page, unit inbox, village list, staffing: the staff's pages that show several rooms."""
