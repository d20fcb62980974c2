"""What is told of a fracture: bone, treatment, device, who follows up; phase of care for the 7th character. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.understand.story import Kind, Told

# The more special bone first: a distal phalanx is in a finger, a lateral malleolus at the ankle.
BONES = (
    *("clavicle", "scapula", "greater_tuberosity", "proximal_humerus", "humeral_shaft", "supracondylar"),
    *("radial_head", "olecranon", "both_forearm_bones", "distal_radius", "radial_shaft", "ulnar_shaft", "scaphoid"),
    *("metacarpal", "distal_phalanx", "finger", "femoral_neck", "intertrochanteric", "femoral_shaft", "patella"),
    *("tibial_plateau", "trimalleolar", "bimalleolar", "medial_malleolus", "lateral_malleolus", "tibial_shaft"),
    *("fibular_shaft", "calcaneus", "metatarsal", "great_toe", "lesser_toe"),
)
DEVICES = (
    *("long_arm_splint", "short_arm_splint", "finger_splint", "long_arm_cast", "gauntlet_cast", "short_arm_cast"),
    *("long_leg_splint", "short_leg_splint", "cylinder_cast", "long_leg_cast", "walking_cast", "short_leg_cast"),
)
_TREATED = ("23", "24", "25", "26", "27", "28")  # how codes of the treatment of fractures begin
PHASES = ("sequela", "nonunion", "malunion", "delayed", "active", "routine")
# Its decision making tells a visit too.
_VISIT_TOLD = ("mdm_straightforward", "mdm_low", "mdm_moderate", "mdm_high")
_OTHER = ("other_joint", "dislocation", "hardware")


@dataclass(frozen=True, slots=True)
class Treated:
    """A fracture that was treated for good. ``way``: closed, reduced, pinned, open, nail. ``elsewhere``: follow-up."""

    bone: str
    way: str
    elsewhere: bool
    visit: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A cast or splint that was put on: to stabilize only, or in place of an earlier one; or its supply is asked."""

    device: str
    material: str | None
    months: int | None
    again: bool
    supply_alone: bool
    visit: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """The phase of care of a fracture, for its 7th character. ``openness`` 0 closed, 1 open, 2 open of type III."""

    phase: str
    openness: int
    bone: str | None
    rests_on: tuple[Span, ...]


def treated_of(case: Case) -> Treated | None:
    """The treatment that is told; None where bone or treatment is not, or where the fracture was only stabilized."""
    told = case.told("fractures")
    told_of = told.mentions("fracture") or told.has("opened")
    if _asks_diagnosis(case):
        return None
    if not told_of or told.has("no_fracture", *_OTHER, "multiple", "seventh", "replacement"):
        return None
    bone, way = _bone(told), _way(told)
    if bone is None or way is None:
        return None
    only_splinted = told.has("stabilized") and (told.has("elsewhere") or not told.has("definitive"))
    if way == "closed" and only_splinted and not told.has("fracture_care"):
        return None
    return Treated(
        bone=bone,
        way=way,
        elsewhere=told.has("elsewhere"),
        visit=told.has("visit"),
        rests_on=(
            *told.spans("fracture", bone, "not_reduced", "reduced", "pinned", "opened", "nailed", "definitive"),
            *told.spans("elsewhere", "emergency_care", "ed_doctor", "any_device"),
            *case.spans_of([code for code in case.procedures if str(code)[0] == "2"]),
        ),
    )


def _asks_diagnosis(case: Case) -> bool:
    """ "Dx for that visit S52.501A?": the code of the injury is asked, not that of the treatment."""
    told = case.told("fractures")
    return told.has("says_diagnosis") and not told.has("wants_code") and any(len(str(c)) > 7 for c in case.diagnoses)


def _bone(told: Told) -> str | None:
    """The bone; None where two different ones are told. A negation before it mostly denies the manipulation."""
    found = [bone for bone in BONES if told.mentions(bone)]
    inside = {("distal_phalanx", "finger"), ("great_toe", "lesser_toe"), ("distal_radius", "scaphoid")}
    if len(found) == 2 and tuple(found) in inside:
        return found[1] if found[1] == "scaphoid" else found[0]
    return found[0] if len(found) == 1 else None


def _way(told: Told) -> str | None:
    if told.has("nailed"):
        return "nail"
    if told.has("opened"):
        return "open"
    if told.has("pinned"):
        return "pinned"
    if told.has("not_reduced") or told.denies("reduced"):
        return "closed"
    if told.has("reduced"):
        return "reduced"
    return "closed" if told.has("fracture_care") and not told.has("stabilized", "elsewhere") else None


_SPLINT_FOR = {
    f"{length}_{limb}_cast": f"{length}_{limb}_splint" for length in ("short", "long") for limb in ("arm", "leg")
}


def _splint_at_last(told: Told) -> bool:
    """ "Just a splint" after a cast that was told."""
    at = max((mention.start for mention in told.mentions("any_device")), default=-1)
    return any(token.start == at and token.word.startswith("splint") for token in told.story.tokens)


def applied_of(case: Case) -> Applied | None:
    """The cast or splint that is told apart from a treatment for good; None where none is."""
    told = case.told("fractures")
    if _asks_diagnosis(case):
        return None
    again = told.has("replacement")
    devices = [device for device in DEVICES if told.has(device)]
    if len(devices) == 1 and told.has("stabilized") and _splint_at_last(told):
        devices = [_SPLINT_FOR.get(devices[0], devices[0])]
    if "walking_cast" in devices:
        devices = ["walking_cast"]
    treated = any(str(code)[:2] in _TREATED for code in case.procedures) and not told.has("stabilized", "wants_code")
    if treated and not again:
        return None  # the first cast is inside the treatment code that is billed
    if len(devices) != 1 or (told.has("cast_removal", "dislocation", "hardware") and not again):
        return None
    alone = told.has("supply") and not told.has("fracture_care", *BONES) and not again
    if not again and not alone and not told.has("stabilized", "elsewhere"):
        return None
    if not again and (told.has("reduced", "pinned", "opened", "nailed") and not told.denies("reduced")):
        return None
    ages = told.amounts(Kind.AGE)
    months = int(ages[0].value) if ages else 0 if told.has("child") else None
    material = "fiberglass" if told.has("fiberglass") else "plaster" if told.has("plaster") else None
    return Applied(
        device=devices[0],
        material=material,
        months=months,
        again=again,
        supply_alone=alone,
        visit=told.has("visit", "emergency_care") or case.told("levels").has(*_VISIT_TOLD),
        rests_on=(
            *told.spans("fracture", devices[0], "stabilized", "elsewhere", "replacement", "supply", "emergency_care"),
            *told.spans("any_device"),
            *told.spans(*BONES, "fiberglass", "plaster", "visit", "not_reduced", "ed_doctor", "fracture_care"),
            *case.spans_of(case.procedures),
        ),
    )


def phase_of(case: Case) -> Phase | None:
    """The phase that is told where a 7th character is asked for; None where it is not."""
    told = case.told("fractures")
    if not told.has("fracture") or not told.has("seventh") or told.has("other_joint", "osteoporo"):
        return None
    order = [name for name in PHASES if name != "active" or not told.has("routine") or not told.has("after_surgery")]
    phase = "active" if told.has("delay_seeking") else next((name for name in order if told.has(name)), None)
    if phase is None:
        return None
    openness = 2 if told.has("open_fracture") and told.has("type_three") else int(told.has("open_fracture"))
    bone = next((bone for bone in (*BONES, "forearm", "lower_leg") if told.has(bone)), None)
    return Phase(
        phase, openness, bone, (*told.spans("fracture", "seventh", "open_fracture", "type_three", *PHASES, *BONES),)
    )
