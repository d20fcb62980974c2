"""The YAML loader of every reader: libyaml's where PyYAML has it, ten times as quick and otherwise the same."""

from __future__ import annotations

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
