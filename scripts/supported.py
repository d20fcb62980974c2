"""Says whether CasePilot can be installed here, before anything is: ``python3 scripts/supported.py``.

The lock's releases have wheels for Python 3.11 to 3.14 on Linux with glibc (x86-64, arm64) and on macOS 14 or newer on
Apple silicon; ``scripts/check_platforms.py`` asks the package index about each. Any Python 3 can run this file.
Exit status: 0 it can be; 1 it can't (one sentence says what would do).
"""

import platform
import sys

OLDEST, NEWEST = (3, 11), (3, 14)
_WHERE = "use Linux with glibc (x86-64 or arm64) or a Mac with Apple silicon and macOS 14 or newer"


def refusal(system: str, machine: str, macos: str, libc: str, python: tuple) -> str:
    """Why CasePilot can't be installed there, with what would do; "" where it can be."""
    if not OLDEST <= python <= NEWEST:
        oldest, newest, this = (".".join(map(str, version)) for version in (OLDEST, NEWEST, python))
        return f"CasePilot needs Python {oldest} to {newest}, this is {this}: run make with PYTHON=python{oldest}."
    if system == "Darwin" and machine != "arm64":
        return f"CasePilot's packages have no builds for Intel Macs: {_WHERE}."
    if system == "Darwin" and int(macos.split(".")[0] or 0) < 14:
        return f"CasePilot's packages have no builds for macOS {macos}: {_WHERE}."
    if system == "Linux" and machine not in ("x86_64", "aarch64"):
        return f"CasePilot's packages have no builds for Linux on {machine}: {_WHERE}."
    if system == "Linux" and libc != "glibc":
        return f"CasePilot's packages have no builds for a Linux without glibc: {_WHERE}."
    if system not in ("Linux", "Darwin"):
        return f"CasePilot's packages are not tried on {system}: {_WHERE}, for Windows the Linux that WSL brings."
    return ""


def main() -> int:
    found = refusal(
        platform.system(), platform.machine(), platform.mac_ver()[0], platform.libc_ver()[0], sys.version_info[:2]
    )
    if found:
        print(found, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
