"""What goes wrong with a target, in words for the person who coordinates the observatory."""

from __future__ import annotations


class TargetError(RuntimeError):
    """A push that did not succeed; its text names the target's answer and no secret."""


class RefusedError(TargetError):
    """It will not succeed by itself: somebody has to decide or mend something."""


class OtherContentError(RefusedError):
    """At a released version's place the target holds something else."""

    def __init__(self, target: str, place: str) -> None:
        super().__init__(
            f"{target}: {place} is there already with another content. A released version never "
            f"changes, so nothing was overwritten. Find out who wrote it; if it is not yours, "
            f"publish to another place"
        )


class PassingError(TargetError):
    """It may succeed by itself: the line broke, or the target is busy."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after
        """The seconds that the target asks to wait, where it says so."""
