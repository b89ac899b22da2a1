"""How something published goes: announced with a date first, or with a reason why it was not."""

from __future__ import annotations

import datetime

from pydantic import Field as Attribute

from schemas.strict import Model
from schemas.text import Text

GOING = Text(
    eu="{date}(e)tik aurrera ken daiteke: {text}",
    es="puede retirarse a partir del {date}: {text}",
    fr="peut être retiré à partir du {date} : {text}",
    en="may be removed from {date} on: {text}",
)
INSTEAD = Text(
    eu="Haren ordez, erabili {name}.",
    es="En su lugar, utilice {name}.",
    fr="Utilisez à sa place {name}.",
    en="Use {name} instead.",
)


class Deprecation(Model):
    """The announcement that a field, table or package will go."""

    date: datetime.date
    """It is not removed before this day."""
    text: Text
    """Why, and what readers can do."""
    replaced_by: str | None = None
    """The field of the same table, or the table or package, to use instead."""

    def sentence(self, language: str) -> str:
        """The announcement in one language, to stand after what it is about."""
        text = " ".join(str(getattr(self.text, language)).split())
        told = str(getattr(GOING, language)).format(date=self.date.isoformat(), text=text)
        if self.replaced_by is None:
            return told
        return f"{told} {getattr(INSTEAD, language).format(name=f'`{self.replaced_by}`')}"


class Removal(Model):
    """Leave to remove a published field or table that was not announced to go, and why."""

    table: str
    field: str | None = None
    """None for the whole table."""
    reason: str = Attribute(min_length=10)
