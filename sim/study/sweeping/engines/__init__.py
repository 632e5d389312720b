"""Engines: where the runs of a sweep are made. Each can submit a batch, wait for what is finished, and close."""

from sim.study.sweeping.engines.engine import Done, Engine, EngineError

__all__ = ["Done", "Engine", "EngineError"]
