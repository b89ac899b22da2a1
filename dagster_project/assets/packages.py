"""The packages as releases, the catalogue of them, and the public warehouse of BI tools."""

from typing import Any

import dagster as dg

import schemas
from dagster_project.assets.open_tables import open_key
from dagster_project.resources import Observatory
from publish.catalogue.build import build_catalogue
from publish.proof.inputs import Inputs
from publish.proof.keys import signer_from
from publish.proof.seal import Proof
from publish.provenance import read_provenance
from publish.release import release_package
from publish.site import site_from
from publish.warehouse import build_observatory
from schemas.model import Package


def package_key(name: str) -> dg.AssetKey:
    """The asset of a package's newest release."""
    return dg.AssetKey(["package", name])


def package_assets() -> list[dg.AssetsDefinition]:
    """One asset per package of `schemas/packages/`."""
    return [_package_asset(package) for package in schemas.load().packages.values()]


def _package_asset(package: Package) -> dg.AssetsDefinition:
    @dg.asset(
        key=package_key(package.name),
        deps=[open_key(table) for table in package.tables],
        group_name="packages",
        kinds={"frictionless", "csv", "parquet"},
        owners=["team:data-publishing"],
        description=package.description.en,
    )
    def package_asset(observatory: Observatory) -> dg.MaterializeResult[Any]:
        settings = observatory.settings()
        signer = signer_from()
        provenance = read_provenance(settings.open_tables)
        release = release_package(
            package,
            schemas.load(),
            settings.data_root,
            created=provenance.created,
            sources=provenance.sources[package.name],
            site=site_from(),
            proof=Proof(provenance.inputs.get(package.name, Inputs()), signer),
        )
        return dg.MaterializeResult(
            metadata={
                "version": release.version,
                "unchanged": not release.changed,
                "changes": dg.MetadataValue.md(
                    "\n".join(f"- {c.level}, {c.subject}: {c.reason}" for c in release.changes)
                ),
                "warnings": dg.MetadataValue.md(
                    "\n".join(f"- {w.check}, {w.subject}: {w.message}" for w in release.warnings)
                ),
                "dagster/row_count": sum(release.rows.values()),
                "path": dg.MetadataValue.path(str(release.path)),
            },
            data_version=dg.DataVersion(release.version),
        )

    return package_asset


def catalogue_asset() -> dg.AssetsDefinition:
    """The catalogue that open-data portals harvest: the newest release of every package."""

    @dg.asset(
        key=dg.AssetKey("catalogue"),
        deps=[package_key(name) for name in schemas.load().packages],
        group_name="catalogue",
        kinds={"rdf"},
        owners=["team:data-publishing"],
        description="DCAT-AP-ES, DCAT-AP and data.gouv.fr's reading of all packages, paged.",
    )
    def catalogue(observatory: Observatory) -> dg.MaterializeResult[Any]:
        made = build_catalogue(observatory.settings().data_root, schemas.load(), site_from())
        return dg.MaterializeResult(
            metadata={
                "unchanged": not made.changed,
                "path": dg.MetadataValue.path(str(made.path)),
                "datasets": len(made.datasets),
                "warnings": dg.MetadataValue.md(
                    "\n".join(f"- {w.check}, {w.subject}: {w.message}" for w in made.warnings)
                ),
            }
        )

    return catalogue


def observatory_asset() -> dg.AssetsDefinition:
    """The public warehouse: every open table in one DuckDB file."""
    registry = schemas.load()

    @dg.asset(
        key=dg.AssetKey(["warehouse", "observatory"]),
        deps=[open_key(table) for table in registry.open],
        group_name="warehouse",
        kinds={"duckdb"},
        owners=["team:data-publishing"],
        description="All open tables in one DuckDB file, with comments and keys, for BI tools.",
    )
    def observatory_warehouse(observatory: Observatory) -> dg.MaterializeResult[Any]:
        settings = observatory.settings()
        built = build_observatory(registry, settings.open_tables, settings.observatory_db)
        return dg.MaterializeResult(
            metadata={
                "unchanged": not built.changed,
                "path": dg.MetadataValue.path(str(settings.observatory_db)),
                "tables": len(built.tables),
            }
        )

    return observatory_warehouse
