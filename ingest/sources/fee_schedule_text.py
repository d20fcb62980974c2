"""The fixed-width text of the fee schedule: "HDR" lines, then records in the layout that CMS prints in RVU25D."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.errors import RowError
from ingest.sources import SourceFile
from ingest.sources.tabular import head_text, open_text

Row = tuple[int, Mapping[str, str] | RowError]

# The text record. What lies between fields is blank, so that a layout of another year is refused, not misread.
_RECORD = re.compile(
    r"""
    (?P<code>[0-9A-Z]{5})                    #   1-5
    (?P<modifier>[0-9A-Z]{2}|[ ]{2})         #   6-7
    .{50}                                    #   8-57  description
    (?P<status>[A-Z]).                       #  58     and a mark "not used for Medicare payment"
    (?P<work_rvu>[ \d.]{6})[ ]               #  60-65
    (?P<nonfacility_pe_rvu>[ \d.]{6})        #  67-72
    (?P<nonfacility_na>NA|[ ]{2})[ ]         #  73-74
    (?P<facility_pe_rvu>[ \d.]{6})           #  76-81
    (?P<facility_na>NA|[ ]{2})[ ]            #  82-83
    (?P<malpractice_rvu>[ \d.]{5})[ ]        #  85-89
    (?P<nonfacility_total>[ \d.]{6})         #  91-96
    (?P<facility_total>[ \d.]{6})            #  97-102
    (?P<pc_tc>.)(?P<global_days>.{3})        # 103, 104-106
    (?P<pre_operative>.{3})                  # 107-109
    (?P<intra_operative>.{3})                # 110-112
    (?P<post_operative>.{3})                 # 113-115
    (?P<multiple_procedure>.)                # 116
    (?P<bilateral>.)                         # 117
    (?P<assistant>.)                         # 118
    (?P<co_surgeon>.)                        # 119
    (?P<team>.)                              # 120
    .{7}                                     # 121-127 filler
    (?P<endoscopic_base>[0-9A-Z]{5}|[ ]{5})  # 128-132
    (?P<conversion_factor>[ \d.]{8})[ ]      # 133-140
    (?P<supervision>.{2}).[ ]                # 142-143, calculation flag 144
    (?P<imaging_family>.{2})                 # 146-147
    """,
    re.VERBOSE | re.ASCII,
)
_HEADING = "HDR"


def is_record_text(file: SourceFile) -> bool:
    """True for the fixed-width text: its heading lines, then a record."""
    if not file.head.removeprefix(b"\xef\xbb\xbf").startswith(_HEADING.encode()):
        return False
    lines = head_text(file).splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith(_HEADING)), "")
    return _RECORD.match(first) is not None


def records(file: SourceFile) -> Iterator[Row]:
    """The records by field, each with the number of its line."""
    with open_text(file) as stream:
        for number, line in enumerate(stream, start=1):
            if match := _RECORD.match(line):
                yield number, {name: text.strip() for name, text in match.groupdict().items()}
            elif line.strip() and not line.startswith(_HEADING):
                yield number, RowError(file.name, number, "the line is not a record of the layout of RVU25D")
