"""A first connection in a process of its own: where Ray would wait for ever, that process is ended.

Ray gives no time limit to a connection, and cannot be interrupted while it waits in its own code.
"""

import json
import subprocess
import sys

from yiju.errors import YijuError

PATIENCE = 60.0
"""Seconds in which the cluster must have taken a connection up."""
_MARK = "yiju-trial "
_CODE = """
import json, sys
try:
    import ray
    ray.init(address=sys.argv[1], log_to_driver=False, logging_level=50)
    ray.shutdown()
    told = ""
except Exception as error:
    told = str(error).strip() or type(error).__name__
print("\\n" + sys.argv[2] + json.dumps(told), flush=True)
"""


def try_out(address: str) -> None:
    """Connect there and leave again.

    Raises:
        YijuError: it did not succeed, or not in time. The message says why, for another to complete.
    """
    try:
        ran = subprocess.run(
            [sys.executable, "-P", "-c", _CODE, address, _MARK],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise YijuError(f"{PATIENCE:.0f} 秒内没有应答") from None
    lines = ran.stdout.decode("utf-8", "replace").splitlines()
    answers = [line.removeprefix(_MARK) for line in lines if line.startswith(_MARK)]
    told = str(json.loads(answers[-1])) if answers else f"试连的进程中止了（{ran.returncode}）"
    if told:
        raise YijuError(told)
