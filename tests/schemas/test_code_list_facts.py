"""Facts of domain.md section 5, written by hand, against the code lists."""

from __future__ import annotations

import pytest

from schemas import CodeList, load
from schemas.model import fold

LISTS = load().code_lists


def _code_of(code_list: CodeList, term: str) -> str | None:
    wanted = fold(term)
    found = [c.code for c in code_list.codes if wanted in {fold(t) for t in c.terms()}]
    return found[0] if found else None


def test_the_cci_have_15_sectors_under_two_domains() -> None:
    """domain.md section 5: 6 cultural and 9 creative sectors (KSIgune itself says 14)."""
    children = {
        domain: [c.code for c in LISTS["cci_sector"].codes if c.parent == domain]
        for domain in (None, "cultural", "creative")
    }
    assert children == {
        None: ["cultural", "creative"],
        "cultural": [
            "heritage",
            "visual_arts",
            "music",
            "publishing_print",
            "performing_arts",
            "audiovisual",
        ],
        "creative": [
            "crafts",
            "architecture",
            "advertising_marketing",
            "video_games",
            "digital_content",
            "design",
            "fashion",
            "language_industries",
            "gastronomy",
        ],
    }


def test_isced_f_holds_the_14_fields_of_the_cci() -> None:
    """domain.md section 5: ISCED-F 2013 for the CCI."""
    arts_and_humanities = ["0211", "0212", "0213", "0214", "0215", "0222", "0232"]
    other = ["0314", "0321", "0322", "0413", "0414", "0613", "0731"]
    assert LISTS["isced_f"].version == "2013"
    assert list(LISTS["isced_f"].values()) == arts_and_humanities + other
    assert len(LISTS["isced_f"].codes) == 14


def test_nuts_holds_the_territories_of_the_euroregion() -> None:
    """domain.md section 5: three territories at different levels, and what lies below them."""
    parents = {code.code: code.parent for code in LISTS["nuts"].codes}
    departments = ["FRI11", "FRI12", "FRI13", "FRI14", "FRI15", "FRI21"]
    departments += ["FRI22", "FRI23", "FRI31", "FRI32", "FRI33", "FRI34"]
    assert parents == {
        "ES21": None,
        "ES211": "ES21",
        "ES212": "ES21",
        "ES213": "ES21",
        "ES22": None,
        "ES220": "ES22",
        "FRI": None,
        **dict.fromkeys(departments, "FRI"),
    }


@pytest.mark.parametrize(
    ("ine", "nuts"), [("01", "ES211"), ("20", "ES212"), ("48", "ES213"), ("31", "ES220")]
)
def test_ine_province_codes_mean_nuts_codes(ine: str, nuts: str) -> None:
    """domain.md section 5: 01 Araba, 20 Gipuzkoa, 48 Bizkaia, 31 Navarra."""
    assert _code_of(LISTS["nuts"], ine) == nuts


def test_skill_focuses_carry_the_esco_concepts() -> None:
    """domain.md section 5: the proposed ESCO v1.2.1 mapping, and that it is ours."""
    base = "http://data.europa.eu/esco/skill/"
    assert {code.code: code.uri for code in LISTS["skill_focus"].codes} == {
        "digital": f"{base}3399045f-8078-4066-8b46-475b49b260ab",
        "green": f"{base}80cf002a-6586-4db7-9c9a-88325a9a5e1b",
        "innovation": f"{base}e84d080a-ff6d-41a7-b7b9-133e97c7bf00",
        "entrepreneurial": f"{base}6c6957bf-cf1f-4483-9c7e-1655f251b01a",
    }
    source = LISTS["skill_focus"].source
    assert f"{base}243eb885-07c7-4b77-ab9c-827551d83dc4" in source
    assert "mapping of the observatory" in source


def test_observation_and_confidentiality_codes_are_those_of_sdmx() -> None:
    """domain.md section 5: CL_OBS_STATUS and CL_CONF_STATUS."""
    assert LISTS["obs_status"].values() == tuple("ABDEILMNPQU")
    assert set(LISTS["conf_status"].values()) == set("FCADN")


def test_eqf_has_8_levels_as_codes() -> None:
    """domain.md section 5: EQF 1 to 8, written as text."""
    assert LISTS["eqf_level"].values() == ("1", "2", "3", "4", "5", "6", "7", "8")


def test_kpi_statuses_are_the_ten_of_the_domain() -> None:
    """domain.md section 2: the statuses of progress."""
    assert set(LISTS["kpi_status"].values()) == {
        "achieved",
        "on_track",
        "behind",
        "off_track",
        "reversed",
        "due_not_met",
        "too_early",
        "not_measurable",
        "no_data",
        "not_started",
    }


def test_languages_are_the_four_of_the_product() -> None:
    """domain.md section 5: eu, es, fr, en, with the EU authority codes EUS, SPA, FRA, ENG."""
    base = "http://publications.europa.eu/resource/authority/language/"
    assert {code.code: code.uri for code in LISTS["language"].codes} == {
        "eu": f"{base}EUS",
        "es": f"{base}SPA",
        "fr": f"{base}FRA",
        "en": f"{base}ENG",
    }


def test_the_university_of_the_basque_country_has_its_ror() -> None:
    """domain.md section 3: ROR of UPV/EHU; those of the others were not found."""
    rors = {code.code: code.uri for code in LISTS["university_group"].codes}
    assert rors == {
        "ehu": "https://ror.org/000xsnr85",
        "deusto": None,
        "mondragon": None,
        "higher_centre": None,
    }


@pytest.mark.parametrize(
    ("code_list", "term", "code"),
    [
        ("capacity_kind", "Docencia", "training"),
        ("capacity_kind", "  prestakuntza ", "training"),
        ("capacity_kind", "I+D", "research"),
        ("capacity_kind", "IKERKETA", "research"),
        ("capacity_kind", "Transferencia  de conocimiento", "transfer"),
        ("capacity_kind", "Transferentzia", "transfer"),
        ("cci_sector", "Diseño", "design"),
        ("cci_sector", "Ikus-entzunezkoak", "audiovisual"),
        ("cci_sector", "Jeux vidéo", "video_games"),
        ("skill_focus", "Ekintzailetza", "entrepreneurial"),
        ("academic_year", "2024/25", "2024-25"),
        ("academic_year", "Curso 2025-2026", "2025-26"),
        ("academic_year", "2024-26", None),
        ("university_group", "UPV/EHU", "ehu"),
        ("eqf_level", "Máster", "7"),
        ("isced_f", "211", "0211"),
        ("nuts", "Guipúzcoa", "ES212"),
    ],
)
def test_the_words_of_partners_mean_a_code(code_list: str, term: str, code: str | None) -> None:
    """Landing accepts every term of a list, folded; a word that is none of them is refused."""
    assert _code_of(LISTS[code_list], term) == code
