"""The CPU path of the checks, fixed where the CPU allows it.

torch picks its kernels by the CPU's instruction sets, and their last bits differ. AVX2 is the path
that most machines share, so the build asks for it; every page records what it got.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")


def fix_path() -> None:
    """Nothing; afterwards torch and oneDNN, once imported, use AVX2 on a CPU that has it.

    A path that the environment already names is kept. Must run before torch is imported.
    """
    if CPU_INFO.is_file() and " avx2 " in CPU_INFO.read_text(encoding="utf-8"):
        os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx2")
        os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")


def chosen_path() -> dict[str, str]:
    """The environment that chooses the path: what makes records stale when it changes."""
    names = ("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA")
    return {name: os.environ.get(name, "") for name in names}


def model() -> str:
    """The model of the processor, or the machine's kind where the system does not tell."""
    if CPU_INFO.is_file():
        for line in CPU_INFO.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
