"""Services around a visit: care management, telehealth, incident-to, split visits, locum tenens."""

FAMILIES: tuple[str, ...] = (
    "place_of_service",
    "locum",
    "incident_to",
    "split_shared",
    "staff_visit",
    "chronic_care",
    "remote_monitoring",
    "transitional_care",
    "behavioral",
    "telehealth",
)
