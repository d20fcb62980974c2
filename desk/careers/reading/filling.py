"""What a posting says in words and not in fields: credentials, specialties, setting, employment. Pure."""

from __future__ import annotations

import dataclasses

from desk.careers.job.job import Employment, Job
from desk.careers.reading.credentials import credentials_in
from desk.careers.reading.vocabulary import vocabulary

# What stands this often in a description is what the job is about; once is a list of what the employer does.
_OFTEN = 2
_READ = 8_000


def filled(job: Job, words: str) -> Job:
    """The job with what its title and its plain words tell, where its source told nothing."""
    known, title, text = vocabulary(), job.title.casefold(), words[:_READ].casefold()
    of_title = known.specialties.counts(title)
    of_text = known.specialties.counts(text)
    told = {*of_title, *(key for key, times in of_text.items() if times >= _OFTEN)}
    settings = known.settings.counts(title) or known.settings.counts(text)
    return dataclasses.replace(
        job,
        credentials=job.credentials or credentials_in(job.title, words[:_READ]),
        specialties=job.specialties or tuple(key for key in known.specialties.names if key in told),
        setting=job.setting or max(settings, key=lambda key: settings[key], default=""),
        employment=job.employment or employments_in(f"{title} {text[:600]}"),
    )


def employments_in(text: str) -> tuple[Employment, ...]:
    """Employment types as feeds and people write them: "Full-time", "FULL_TIME, CONTRACTOR"."""
    found = vocabulary().employments.counts(text.casefold())
    return tuple(one for one in Employment if one.value in found)


def is_of_the_board(title: str, credentials: tuple[str, ...]) -> bool:
    """Whether a job is one of medical coding and its neighbours: a hospital's feed has all its jobs in it."""
    known, small = vocabulary(), title.casefold()
    if known.not_of_the_board.search(small):
        return False
    return known.of_the_board.search(small) is not None or bool(credentials)
