"""PROVISIONAL by the founder until the helper's version lands: overwrite freely."""
from __future__ import annotations
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from corpus.errors import InvalidCode

class CodeSystem(StrEnum):
    CPT="cpt"; HCPCS="hcpcs"; ICD10CM="icd10cm"; ICD10PCS="icd10pcs"; MODIFIER="modifier"

def _mk(name, system, pattern):
    pat=re.compile(pattern)
    def post(self):
        if not pat.fullmatch(self.value): raise InvalidCode(f"{self.value!r} is not a {system} code")
    def parse(cls, text):
        t=text.strip().upper()
        if system is CodeSystem.ICD10CM:
            t=t.replace(".","")
            t=t if len(t)<=3 else t[:3]+"."+t[3:]
        return cls(t)
    ns={"__annotations__":{"value":str,"system":ClassVar[CodeSystem]},"system":system,"__post_init__":post,"parse":classmethod(parse),"__str__":lambda s:s.value}
    return dataclass(frozen=True, order=True)(type(name,(),ns))
CptCode=_mk("CptCode",CodeSystem.CPT,r"\d{4}[0-9FTUM]")
HcpcsCode=_mk("HcpcsCode",CodeSystem.HCPCS,r"[A-V]\d{4}")
Icd10CmCode=_mk("Icd10CmCode",CodeSystem.ICD10CM,r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
Icd10PcsCode=_mk("Icd10PcsCode",CodeSystem.ICD10PCS,r"[0-9A-HJ-NP-Z]{7}")
Modifier=_mk("Modifier",CodeSystem.MODIFIER,r"[A-Z0-9]{2}")
Code=CptCode|HcpcsCode|Icd10CmCode|Icd10PcsCode|Modifier
_T={c.system:c for c in (CptCode,HcpcsCode,Icd10CmCode,Icd10PcsCode,Modifier)}
def parse_code(text, system): return _T[system].parse(text)
def code_key(c): return f"{c.system.value}:{c.value}"
def code_from_key(k):
    s,v=k.split(":",1); return _T[CodeSystem(s)](v)
@dataclass(frozen=True, slots=True)
class CodeMention:
    code: Code; start:int; end:int; text:str
    modifiers: tuple=(); units: int|None=None; through: Code|None=None; alternatives: tuple=(); certain: bool=True
_F=re.compile(r"\b(?:(?P<m>modifiers? ([0-9A-Z]{2}))|(?P<i>[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})|(?P<c>\d{4}[0-9FTUM])|(?P<h>[A-V]\d{4})|(?P<b>[A-Z]\d\d))(?:-(?P<mod>\d\d))?\b",re.I)
def find_codes(text):
    out=[]
    for m in _F.finditer(text):
        g=m.lastgroup
        for name,cls in (("i",Icd10CmCode),("c",CptCode),("h",HcpcsCode),("b",Icd10CmCode)):
            if m[name]:
                out.append(CodeMention(cls.parse(m[name]),m.start(name),m.end(name),m[name],(Modifier(m["mod"]),) if m["mod"] else (),certain=name!="b"))
        if m["m"]:
            out.append(CodeMention(Modifier(m["m"].split()[-1].upper()),m.start(),m.end(),m["m"]))
    return tuple(out)
