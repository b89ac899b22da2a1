"""`python -m benchmarks`: every benchmark, one after the other."""

from __future__ import annotations

from benchmarks import contract_check, disclosure, scale, stages, survey_scale

if __name__ == "__main__":
    for benchmark in (stages, contract_check, disclosure, scale, survey_scale):
        print(f"== {benchmark.__name__}", flush=True)
        benchmark.main()
