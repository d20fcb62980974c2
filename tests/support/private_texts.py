"""Coding questions with identifiers of persons in them, made by seed, and coding questions without any.

Names, streets and numbers come from Faker's lists (United States, Spanish and Indian names written in English letters),
not from those that CasePilot reads names by.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import yaml
from faker import Faker

from assistant.privacy.identifiers import Kind
from tests.conftest import REPOSITORY

_LOCALES = ("en_US", "en_US", "es_MX", "en_IN")
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_STORIES = (
    "99214-25 with 20610-RT on 10/3/2026, Medicare, does the PTP edit let both through?",
    "screening colonoscopy, polyp snared, another biopsied: 45385 and 45380-59?",
    "97110 33 minutes and 97140 7 minutes, Medicare, how many units",
    "lap chole 47562 on 9/2, seen 9/20 for unrelated knee pain by same surgeon, which modifier",
    "type 2 diabetes with CKD stage 3b, on insulin: E11.22, N18.32, Z79.4?",
    "J3301 40 mg and 20611-50 with 76942, denied CO-97",
    "new patient visit 47 minutes, 99204 or 99205",
    "infusion 09:10 to 11:25, then zofran push, 96365 96366 96375?",
    "excision of 1.2 cm benign lesion of the cheek with 0.2 cm margins, closed in layers",
    "Bell's palsy follow-up, Crohn's disease stable, Foley catheter changed 51702",
    "Colles fracture of the left wrist, closed treatment with manipulation 25605-LT",
    "G2212 x2 with 99205, 105 minutes on 3/14/2026, traditional Medicare",
)


@dataclass(frozen=True, slots=True)
class Private:
    """A text, and the pieces of it that must not be left."""

    text: str
    story: str
    secrets: tuple[tuple[Kind, str], ...]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.fakers = [Faker(locale) for locale in _LOCALES]
        for place, faker in enumerate(self.fakers):
            faker.seed_instance(seed * 31 + place)

    def faker(self) -> Faker:
        return self.chance.choice(self.fakers)

    def digits(self, count: int) -> str:
        return "".join(self.chance.choice("0123456789") for _ in range(count))

    def name(self) -> tuple[str, list[str]]:
        faker = self.faker()
        first, last = _plain(faker.first_name()), _plain(faker.last_name())
        style = self.chance.randrange(7)
        if style == 0:
            return f"{last}, {first}", [first, last]
        if style == 1:
            return f"{self.chance.choice(('Mr.', 'Mrs.', 'Ms.', 'Mr', 'Mrs'))} {last}", [last]
        if style == 2:
            return f"{first} {self.chance.choice(_LETTERS)}. {last}", [first, last]
        if style == 3:
            return f"patient name: {first} {last}", [first, last]
        if style == 4:
            return f"pt {first} {last}", [first, last]
        if style == 5:
            return f"{first} {last}".upper(), [first.upper(), last.upper()]
        return f"{first} {last}", [first, last]

    def birth(self) -> tuple[str, list[str]]:
        day = date(2026, 11, 30) - timedelta(days=self.chance.randrange(40, 33_000))
        written = self.chance.choice(
            (
                f"{day.month}/{day.day}/{day.year}",
                f"{day:%m-%d-%Y}",
                f"{day:%Y-%m-%d}",
                f"{day:%B} {day.day}, {day.year}",
                f"{day:%m/%d/%y}",
            )
        )
        label = self.chance.choice(("DOB", "dob", "DOB:", "born", "date of birth", "Date of Birth:", "D.O.B."))
        return f"{label} {written}", [written]

    def death(self) -> tuple[str, list[str]]:
        day = date(2026, 11, 1) - timedelta(days=self.chance.randrange(1, 900))
        written = f"{day.month}/{day.day}/{day.year}"
        return f"{self.chance.choice(('died', 'died on', 'expired', 'deceased', 'date of death'))} {written}", [written]

    def ssn(self) -> tuple[str, list[str]]:
        value = f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}"
        style = self.chance.randrange(3)
        if style == 0:
            value = value.replace("-", "")
            return f"ssn {value}", [value]
        return (f"SSN {value}" if style == 1 else value), [value]

    def phone(self) -> tuple[str, list[str]]:
        area, office, line = f"{self.chance.randrange(201, 989)}", f"{self.chance.randrange(200, 999)}", self.digits(4)
        value = self.chance.choice(
            (
                f"({area}) {office}-{line}",
                f"{area}-{office}-{line}",
                f"{area}.{office}.{line}",
                f"+1 {area}-{office}-{line}",
            )
        )
        return f"{self.chance.choice(('call', 'phone', 'cell:', 'her number is', 'ph'))} {value}", [value]

    def fax(self) -> tuple[str, list[str]]:
        value = f"{self.chance.randrange(201, 989)}-{self.chance.randrange(200, 999)}-{self.digits(4)}"
        return f"{self.chance.choice(('fax', 'Fax:', 'fax number'))} {value}", [value]

    def mail(self) -> tuple[str, list[str]]:
        value = self.faker().ascii_free_email()
        return f"{self.chance.choice(('email', 'e-mail', 'portal'))} {value}", [value]

    def mrn(self) -> tuple[str, list[str]]:
        value = self.chance.choice(
            (self.digits(7), f"00{self.digits(6)}", f"M{self.digits(7)}", f"{self.digits(3)}-{self.digits(4)}")
        )
        return (
            f"{self.chance.choice(('MRN', 'mrn', 'MRN:', 'MRN #', 'medical record number', 'chart #', 'chart number'))} {value}",
            [value],
        )

    def member(self) -> tuple[str, list[str]]:
        chance = self.chance
        if chance.random() < 0.4:
            letter = lambda: chance.choice(_LETTERS)  # noqa: E731 - a letter of Medicare's form
            value = f"{chance.randrange(1, 10)}{letter()}{self.digits(2)}-{letter()}{self.digits(2)}-{letter()}{letter()}{self.digits(2)}"
            return f"{chance.choice(('MBI', 'mbi:', 'Medicare ID', 'medicare number'))} {value}", [value]
        value = f"{letter_of(chance)}{letter_of(chance)}{letter_of(chance)}{self.digits(9)}"
        return (
            f"{chance.choice(('member id', 'Member ID:', 'subscriber id', 'policy number', 'insurance id', 'member #'))} {value}",
            [value],
        )

    def account(self) -> tuple[str, list[str]]:
        value = self.chance.choice((self.digits(8), f"A{self.digits(9)}", f"{self.digits(4)}-{self.digits(6)}"))
        return (
            f"{self.chance.choice(('account', 'acct #', 'account number', 'encounter #', 'claim number', 'ICN', 'invoice #'))} {value}",
            [value],
        )

    def address(self) -> tuple[str, list[str]]:
        faker = self.fakers[0]
        street = faker.street_address()
        tail = f", {faker.city()}, {faker.state_abbr()} {faker.zipcode()}" if self.chance.random() < 0.6 else ""
        return f"{self.chance.choice(('lives at', 'address', 'address:', 'home:'))} {street}{tail}", [street]

    def licence(self) -> tuple[str, list[str]]:
        value = f"{letter_of(self.chance)}{self.digits(7)}"
        return (
            f"{self.chance.choice(('driver license', 'DL #', 'license number', 'drivers license no.', 'license plate'))} {value}",
            [value],
        )

    def device(self) -> tuple[str, list[str]]:
        value = f"{letter_of(self.chance)}{letter_of(self.chance)}{self.digits(8)}"
        return (
            f"{self.chance.choice(('serial number', 'device serial', 'pacemaker serial no.', 's/n', 'serial #'))} {value}",
            [value],
        )

    def network(self) -> tuple[str, list[str]]:
        value = ".".join(str(self.chance.randrange(1, 255)) for _ in range(4))
        return f"portal login from {value}", [value]


def letter_of(chance: random.Random) -> str:
    return chance.choice(_LETTERS)


def _plain(name: str) -> str:
    """A name in the letters that a US claim has."""
    return name.translate(str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN"))


def private_texts(count: int, seed: int = 1) -> Iterator[Private]:
    """Texts with one to three identifiers before, in or behind a coder's question."""
    maker = _Maker(seed)
    made: dict[Kind, Callable[[], tuple[str, list[str]]]] = {
        Kind.NAME: maker.name,
        Kind.BIRTH: maker.birth,
        Kind.DEATH: maker.death,
        Kind.SSN: maker.ssn,
        Kind.PHONE: maker.phone,
        Kind.FAX: maker.fax,
        Kind.MAIL: maker.mail,
        Kind.MRN: maker.mrn,
        Kind.MEMBER: maker.member,
        Kind.ACCOUNT: maker.account,
        Kind.ADDRESS: maker.address,
        Kind.LICENCE: maker.licence,
        Kind.DEVICE: maker.device,
        Kind.NETWORK: maker.network,
    }
    kinds = list(made)
    for number in range(count):
        chosen = dict.fromkeys([kinds[number % len(kinds)], *maker.chance.sample(kinds, maker.chance.randrange(3))])
        pieces, secrets = [], []
        for kind in chosen:
            piece, told = made[kind]()
            pieces.append(piece)
            secrets += [(kind, value) for value in told]
        story = maker.chance.choice(_STORIES)
        join = maker.chance.choice((", ", "; ", " - ", "\n", ", "))
        text = join.join([*pieces, story] if maker.chance.random() < 0.7 else [story, *pieces])
        yield Private(text, story, tuple(secrets))


def questions() -> dict[str, list[str]]:
    """Questions of coders that tell no identifier. The words of the specs are among those that no name may be."""
    found: dict[str, list[str]] = {"tests/evals": [], "tests/spec": []}
    for path in sorted((REPOSITORY / "tests/evals/cases").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found["tests/evals"] += [str(case[key]) for key in ("ask", "query") if key in case]
    for path in sorted((REPOSITORY / "tests/evals/told").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            turns = case.get("turns") or [{"q": case["question"]}]
            found["tests/evals"] += [turn["q"] for turn in turns]
    for path in sorted((REPOSITORY / "tests/spec/procedures").glob("*.yaml")):
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
        found["tests/spec"] += [str(case["told"]) for case in cases if "told" in case]
    return {source: [text for text in dict.fromkeys(asked) if text] for source, asked in found.items()}
