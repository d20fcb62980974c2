"""A job as schema.org's JobPosting, as search engines read it in a page. Pure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.understand.circumstances.state_names import STATES
from desk.careers.job.job import Job, Location, Pay
from desk.careers.job.wanted import Kept
from desk.careers.reading.vocabulary import vocabulary


def job_posting(kept: Kept, address: str) -> dict[str, Any]:
    """The posting with all that is known; what isn't is left out rather than guessed. ``address`` is the job's page."""
    job, known = kept.job, vocabulary()
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.title,
        "description": job.description,
        "datePosted": job.posted.isoformat(),
        "validThrough": job.expires.isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": job.employer},
        "identifier": {"@type": "PropertyValue", "name": "CareerCenter", "value": str(kept.number)},
        "url": address,
        "directApply": False,
    }
    if job.location.state:
        told["jobLocation"] = {"@type": "Place", "address": _address(job.location)}
    if job.remote:
        told["jobLocationType"] = "TELECOMMUTE"
        told["applicantLocationRequirements"] = _accepted(job)
    if job.employment:
        told["employmentType"] = [kind.value for kind in job.employment]
    if job.pay is not None:
        told["baseSalary"] = _salary(job.pay)
    if job.credentials:
        told["qualifications"] = ", ".join(f"{name} ({known.credentials[name]})" for name in job.credentials)
    if job.specialties:
        told["occupationalCategory"] = ", ".join(known.specialties.names[key] for key in job.specialties)
    return told


def as_script(data: dict[str, Any]) -> Markup:
    """JSON that can't end the script it stands in: what a description says stays text."""
    text = json.dumps(data, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def is_open(kept: Kept, day: date) -> bool:
    return kept.job.expires >= day


def _address(location: Location) -> dict[str, str]:
    parts = {
        "addressLocality": location.town,
        "addressRegion": location.state,
        "postalCode": location.zip,
        "addressCountry": "US",
    }
    return {"@type": "PostalAddress", **{name: part for name, part in parts.items() if part}}


def _accepted(job: Job) -> list[dict[str, str]] | dict[str, str]:
    if job.accepts:
        return [{"@type": "State", "name": f"{STATES[state]}, USA"} for state in job.accepts]
    return {"@type": "Country", "name": "USA"}


def _salary(pay: Pay) -> dict[str, Any]:
    bounds = {"minValue": pay.low, "maxValue": pay.high}
    if pay.low == pay.high:
        bounds = {"value": pay.low}
    value = {name: amount for name, amount in bounds.items() if amount is not None}
    return {
        "@type": "MonetaryAmount",
        "currency": "USD",
        "value": {"@type": "QuantitativeValue", **value, "unitText": pay.unit.value},
    }
