"""Several processes take jobs at the same moment."""

from __future__ import annotations

from tests.server.jobs.conftest import Program

_CLAIM = """
while jobs := claim_jobs(["KIND"], 7, str(os.getpid())):
    for job in jobs:
        say(job.id)
        assert finish_job(job)
"""


def test_each_job_is_done_by_one(kind: str, program: Program) -> None:
    from joren.server.jobs.actions import put_job

    numbers = [put_job(kind) for _ in range(200)]
    processes = [program.start(_CLAIM.replace("KIND", kind)) for _ in range(4)]
    assert [each.wait(60) for each in processes] == [0] * 4
    assert sorted(map(int, program.said())) == numbers


def test_two_of_one_key_never_run_together(kind: str, program: Program) -> None:
    """Each process puts and takes jobs of one key; what is said while a job is in hand must come in pairs."""
    code = f"""
from joren.server.jobs.actions import put_job
for _ in range(40):
    put_job("{kind}", key="one")
    for job in claim_jobs(["{kind}"], 5, str(os.getpid())):
        say("begin", job.id)
        time.sleep(0.002)
        say("end", job.id)
        assert finish_job(job)
"""
    processes = [program.start(code) for _ in range(3)]
    assert [each.wait(60) for each in processes] == [0] * 3
    said = program.said()
    assert len(said) >= 80
    assert all(said[at].replace("begin", "end") == said[at + 1] for at in range(0, len(said), 2))
