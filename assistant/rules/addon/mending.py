"""What would mend the line of an add-on code that stands without a primary code."""

from __future__ import annotations

from assistant.rules.addon.decide import PairingFinding, PairingVerdict
from assistant.rules.verdict import either


def mend(verdict: PairingVerdict) -> str:
    """The clause; empty where a listed primary code stands beside it, or nothing is known that would."""
    code, listed = verdict.code, verdict.primaries
    choice = either(listed)
    match verdict.finding:
        case PairingFinding.PRIMARY_MISSING:
            return f"add the primary code that {code} belongs to: {choice}"
        case PairingFinding.PAYER_DECIDES if verdict.beside:
            return f"ask the payer whether it takes a code of this date as the primary code of {code}"
        case PairingFinding.PAYER_DECIDES if listed:
            return f"add the primary code that {code} belongs to: {choice}, or one that the payer accepts"
        case PairingFinding.PAYER_DECIDES:
            return f"add the primary code that {code} belongs to, one that the payer accepts"
        case PairingFinding.ZZZ_ONLY if not verdict.beside:
            return f"add the primary code that {code} belongs to"
    return ""
