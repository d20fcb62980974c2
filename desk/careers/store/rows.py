"""A job as a row of the database and back."""

from __future__ import annotations

from desk.careers.job.job import Employment, Job, Location, Pay, PayUnit
from desk.careers.store.models import JobRow
from desk.careers.store.searching import as_list, from_list


def row_of(job: Job) -> dict[str, object]:
    """The columns that the job itself decides."""
    pay, place = job.pay, job.location
    year_low, year_high = pay.by_year() if pay is not None else (None, None)
    return {
        "title": job.title,
        "employer": job.employer,
        "town": place.town,
        "state": place.state,
        "zip": place.zip,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "remote": job.remote,
        "accepts": as_list(job.accepts),
        "credentials": as_list(job.credentials),
        "specialties": as_list(job.specialties),
        "setting": job.setting,
        "employment": as_list(kind.value for kind in job.employment),
        "pay_low": pay.low if pay else None,
        "pay_high": pay.high if pay else None,
        "pay_unit": pay.unit.value if pay else "",
        "year_low": year_low,
        "year_high": year_high,
        "posted": job.posted,
        "valid_through": job.valid_through,
        "expires": job.expires,
    }


def job_of(row: JobRow, description: str, apply: str, source: str, source_id: str) -> Job:
    pay = Pay(row.pay_low, row.pay_high, PayUnit(row.pay_unit)) if row.pay_unit else None
    return Job(
        title=row.title,
        employer=row.employer,
        description=description,
        apply=apply,
        posted=row.posted,
        source=source,
        source_id=source_id,
        location=Location(row.town, row.state, row.zip, row.latitude, row.longitude),
        remote=row.remote,
        accepts=from_list(row.accepts),
        credentials=from_list(row.credentials),
        specialties=from_list(row.specialties),
        setting=row.setting,
        employment=tuple(Employment(kind) for kind in from_list(row.employment)),
        pay=pay,
        valid_through=row.valid_through,
    )
