"""The feeds of the Euroregional hub refuse what a sender gets wrong (issue 3, bad input)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from schemas.registry import load
from sources.feed import load_feeds
from sources.problem import PullError
from sources.pull import Decisions, PullResult, pull
from sources.reference.generate import generate

NOW = datetime(2026, 1, 15, tzinfo=UTC)
DNI = "12345678Z"
"""The Spanish authorities' own example of a national identity number."""
MISTYPED_DNI = "12345678A"

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox = tmp_path_factory.mktemp("bundled") / "inbox"
    generate(inbox)
    return inbox


class Hub:
    """A landing zone into which answers of the bundled portals arrive changed."""

    def __init__(self, bundled: Path, root: Path) -> None:
        self.bundled, self.root, self.inbox = bundled, root, root / "inbox"
        (self.inbox / "euroregion").mkdir(parents=True)

    def deliver(self, name: str, change: Change | None = None) -> None:
        answer = json.loads((self.bundled / "euroregion" / name).read_text(encoding="utf-8"))
        if change:
            change(answer)
        text = json.dumps(answer, ensure_ascii=False)
        (self.inbox / "euroregion" / name).write_text(text, encoding="utf-8")

    def pull(self, feed: str) -> PullResult:
        given = Decisions(accept_loss="The test rejects rows.")
        return pull(
            load_feeds()[feed], load(), self.root, self.inbox, NOW, None, decisions=given
        )  # fmt: skip

    def rejected(self, result: PullResult) -> list[dict[str, Any]]:
        return list(pq.read_table(result.path / "rejected.parquet").to_pylist())

    def written(self) -> bytes:
        """Every byte under the landing zone, Parquet read as text."""
        texts = [
            json.dumps(pq.read_table(path).to_pylist(), default=str).encode()
            for path in self.root.rglob("*.parquet")
        ]
        return b"".join([*texts, *(p.read_bytes() for p in self.root.rglob("*.json")
                                   if self.inbox not in p.parents)])  # fmt: skip


@pytest.fixture
def hub(bundled: Path, tmp_path: Path) -> Hub:
    return Hub(bundled, tmp_path)


def _first_record(**changes: Any) -> Change:
    def change(answer: dict[str, Any]) -> None:
        answer["result"]["records"][0].update(changes)

    return change


def test_a_portal_that_failed_is_refused(hub: Hub) -> None:
    """domain.md section 6: `success: false` inside HTTP 200."""
    hub.deliver("navarra_agentes.json", lambda answer: answer.update(success=False))
    with pytest.raises(PullError, match="the query failed"):
        hub.pull("navarre_agents")


def test_a_portal_that_states_more_rows_than_it_sends_is_refused(hub: Hub) -> None:
    """A page of CKAN or of Opendatasoft is not the whole, whatever it looks like."""
    hub.deliver("navarra_agentes.json", lambda answer: answer["result"].update(total=32_000))
    with pytest.raises(PullError, match="holds 32000 rows, and 244 arrived"):
        hub.pull("navarre_agents")
    hub.deliver("nouvelle_aquitaine_acteurs.json")
    hub.pull("nouvelle_aquitaine_agents")
    hub.deliver("nouvelle_aquitaine_demandes.json", lambda answer: answer["results"].pop())
    with pytest.raises(PullError, match="holds 149 rows, and 148 arrived"):
        hub.pull("nouvelle_aquitaine_demands")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"nif": DNI}, "misplaced-identifier"),
        ({"nif": MISTYPED_DNI}, "pattern"),
        ({"nombre": f"Agente {DNI}"}, "misplaced-identifier"),
    ],
    ids=["a person's number for a company's", "a mistyped one", "within the name"],
)
def test_a_person_among_the_agents_is_found_withheld_and_not_repeated(
    hub: Hub, change: dict[str, str], rule: str
) -> None:
    """Issue 3, bad input: a national identity number is reported without being repeated."""
    hub.deliver("navarra_agentes.json", _first_record(**change))
    (row,) = hub.rejected(hub.pull("navarre_agents"))
    assert (row["_row"], row["rule"], row["value"]) == (1, rule, None)
    assert DNI not in row["message"]
    assert MISTYPED_DNI not in row["message"]
    assert DNI.encode() not in hub.written()


def test_a_renamed_column_is_refused_with_the_nearest_name(hub: Hub) -> None:
    """A portal that changes its fields says so in `fields`: nothing is read into another one."""

    def rename(answer: dict[str, Any]) -> None:
        for record in answer["result"]["records"]:
            record["nace_revision"] = record.pop("nace_rev")
        answer["result"]["fields"] = [
            {**field, "id": "nace_revision"} if field["id"] == "nace_rev" else field
            for field in answer["result"]["fields"]
        ]

    hub.deliver("navarra_agentes.json", rename)
    with pytest.raises(PullError, match="nace_rev"):
        hub.pull("navarre_agents")


def test_a_demand_of_nobody_is_rejected(hub: Hub) -> None:
    """A demand points at an agent of its sender and year."""
    hub.deliver("navarra_agentes.json")
    hub.pull("navarre_agents")
    hub.deliver("navarra_demandas.json", _first_record(agente="NAV-A-999"))
    (row,) = hub.rejected(hub.pull("navarre_demands"))
    assert (row["_row"], row["rule"]) == (1, "foreign-key")


def test_attendances_below_zero_are_rejected(hub: Hub) -> None:
    hub.deliver("navarra_agentes.json", _first_record(asistencias=-1))
    (row,) = hub.rejected(hub.pull("navarre_agents"))
    assert (row["rule"], row["value"]) == ("minimum", "-1")


@pytest.mark.parametrize("name", sorted(n for n, f in load_feeds().items() if "hub" in f.table
                                        or f.table.startswith("euroregional_")))  # fmt: skip
def test_every_hub_feed_says_where_its_rows_come_from(name: str) -> None:
    """Synthetic rows are marked; each sender's rows carry the sender."""
    feed = load_feeds()[name]
    if feed.table.startswith("euroregional_"):
        assert feed.constants["origin"] == "synthetic"
        assert name.startswith(feed.constants["source_system"])
