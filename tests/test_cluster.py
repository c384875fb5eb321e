"""A cluster of two worker processes makes the same pages, byte for byte, and draws the same digits."""

from __future__ import annotations

import pytest

from vsvanalyse.reporting import batch, plan
from vsvanalyse.reporting.pool import ExecutorError
from vsvanalyse.scenarios import load_scenarios
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.uncertainty import draws


@pytest.mark.slow
def test_a_cluster_makes_the_same_pages_and_draws(example_root, example_paths, example, made_reports):
    distributed = pytest.importorskip("distributed")
    pages = [
        page for page in plan.make_plan(example_root, example) if page.name in ("2_scheiding", "vsv_vsv01")
    ]
    before = {page.name: page.file(example_paths).read_bytes() for page in pages}
    everything = plan.make_plan(example_root, example)
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address.replace("tcp", "dask")
        outcomes = batch.make_reports(
            example_paths, example, pages, everything=everything, again=True, executor=address
        )
        scenario, model = load_scenarios(example_paths)["alles_samen"], edition_model(example)
        with distributed.Client(cluster) as client, client.get_executor(pure=False) as executor:
            drawn = draws.simulate(Case(model, scenario), 400, chunk=100, executor=executor)
    assert drawn.waarden.tobytes() == draws.simulate(Case(model, scenario), 400).waarden.tobytes()
    assert {one.status for one in outcomes} == {batch.RELEASED}
    assert {page.name: page.file(example_paths).read_bytes() for page in pages} == before
    assert not list(example_paths.processed.parent.glob(".*.deel-*"))
    for wrong, message in (
        ("spark://x", "Onbekende uitvoerder"),
        ("dask://127.0.0.1:1", "antwoordt geen cluster"),
    ):
        with pytest.raises(ExecutorError, match=message):
            batch.make_reports(example_paths, example, pages, again=True, executor=wrong)
