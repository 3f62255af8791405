"""Environment guards: nothing this process imports may phone home or download.

Imported before any heavy package (the command line and the test suite do so in
their first line). Values the user has already set are left alone.
"""

import os

_GUARDS = {
    "DO_NOT_TRACK": "1",
    "RAGAS_DO_NOT_TRACK": "true",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "false",
    # The embedder's threads else spin while they wait: on a busy machine one query takes 1.7 s, not 0.02.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Our matrices are small: a second thread for them spins twice as long as the first one computes.
    "OPENBLAS_NUM_THREADS": "1",
}


def set_environment_guards() -> None:
    """Set every guard that is not set yet. Cheap: safe to call at import."""
    for name, value in _GUARDS.items():
        os.environ.setdefault(name, value)


set_environment_guards()
