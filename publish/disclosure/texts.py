"""What a package says about the protection of its tables, in the four languages of the product."""

from __future__ import annotations

from collections.abc import Iterator

from publish.texts import in_language
from schemas.disclosure import Rules
from schemas.model import LANGUAGES, Table, Text

HEADING = Text(
    eu="Datuen babesa", es="Protección de los datos", fr="Protection des données", en="Protection"
)

COUNTS = Text(
    eu=(
        "{minimum} enpresa edo pertsona baino gutxiagoko gelaxkak, edo osagarria hain txikia "
        "dutenak, ezkutatuta daude (obs_status Q, conf_status A)."
    ),
    es=(
        "Las celdas con menos de {minimum} empresas o personas, o cuyo complemento tiene menos, "
        "están suprimidas (obs_status Q, conf_status A)."
    ),
    fr=(
        "Les cellules de moins de {minimum} entreprises ou personnes, ou dont le complément en "
        "compte moins, sont supprimées (obs_status Q, conf_status A)."
    ),
    en=(
        "Cells of fewer than {minimum} firms or persons, or whose complement has fewer, are "
        "suppressed (obs_status Q, conf_status A)."
    ),
)

AMOUNTS = Text(
    eu=(
        "Zenbatekoak ezkutatzen dira ekarpenik handiena %{p} baino zehatzago kalkula badaiteke, "
        "edo {n} handienek %{k} baino gehiago badute."
    ),
    es=(
        "Los importes se suprimen si la mayor contribución puede estimarse con un error menor del "
        "{p} %, o si las {n} mayores suman más del {k} %."
    ),
    fr=(
        "Les montants sont supprimés si la plus grande contribution peut être estimée à moins de "
        "{p} % près, ou si les {n} plus grandes dépassent {k} %."
    ),
    en=(
        "Amounts are suppressed where the largest contribution could be estimated to less than "
        "{p} %, or the {n} largest make more than {k} %."
    ),
)

COMPANY = Text(
    eu=(
        "Beste gelaxka batzuk haiekin batera ezkutatuta daude (conf_status D), ezkutatutako ezer "
        "ezin dadin {width} unitate baino gutxiagoko tarte batean kokatu guztizkoetatik, "
        "lotutako tauletatik edo aurreko bertsioetatik. Hutsik dagoen balioa ez da zero. Bi zati "
        "txikiren guztizkoak ere A marka darama."
    ),
    es=(
        "Otras celdas están suprimidas con ellas (conf_status D), para que nada suprimido pueda "
        "situarse en un intervalo de menos de {width} unidades a partir de los totales, de las "
        "tablas vinculadas o de versiones anteriores. Un valor vacío no es cero. El total de dos "
        "partes pequeñas lleva también la marca A."
    ),
    fr=(
        "D'autres cellules sont supprimées avec elles (conf_status D), pour que rien de supprimé "
        "ne puisse être situé dans un intervalle de moins de {width} unités à partir des totaux, "
        "des tables liées ou des versions antérieures. Une valeur vide n'est pas zéro. Le total "
        "de deux petites parties porte aussi la marque A."
    ),
    en=(
        "Other cells are suppressed with them (conf_status D), so that nothing suppressed can be "
        "placed in an interval of less than {width} units from totals, linked tables or earlier "
        "releases. An empty value is not zero. The total of two small parts bears the flag A too."
    ),
)

NEAR = Text(
    eu=(
        "Unitate gutxi batzuk zati bat baino gehiagotan edo bakar batean ere ez dauden lekuetan, "
        "zatiak guztizkoa osatuko balute bezala babesten dira, kenketa egiten duenaren aurrean."
    ),
    es=(
        "Donde unas pocas unidades están en varias partes o en ninguna, las partes se protegen "
        "como si sumaran el total, frente a quien reste."
    ),
    fr=(
        "Là où quelques unités figurent dans plusieurs parties ou dans aucune, les parties sont "
        "protégées comme si leur somme était le total, face à qui soustrait."
    ),
    en=(
        "Where a few units stand in several parts or in none, the parts are protected as if they "
        "added up to the total, against whoever subtracts."
    ),
)

RELIABILITY = Text(
    eu=(
        "Lagin eraginkorra {n} baino txikiagoa bada, ez da estimazioa erakusten (obs_status N); "
        "{low} baino txikiagoa bada, fidagarritasun txikia du (U)."
    ),
    es=(
        "Con un tamaño efectivo menor de {n} no se muestra la estimación (obs_status N); menor de "
        "{low}, su fiabilidad es baja (U)."
    ),
    fr=(
        "Avec un effectif efficace inférieur à {n}, l'estimation n'est pas montrée "
        "(obs_status N) ; inférieur à {low}, sa fiabilité est faible (U)."
    ),
    en=(
        "With an effective size below {n} the estimate is not shown (obs_status N); below {low} it "
        "is of low reliability (U)."
    ),
)

WIDTHS = Text(
    eu=(
        "Proportzioak ez dira erakusten tartearen zabalera {widest} edo handiagoa bada, edo "
        "proportzioaren %{relative} baino handiagoa; {shown} arteko zabalerarekin beti erakusten "
        "dira."
    ),
    es=(
        "Las proporciones no se muestran si el intervalo mide {widest} o más, o más del "
        "{relative} % de la proporción; hasta {shown} se muestran siempre."
    ),
    fr=(
        "Les proportions ne sont pas montrées si l'intervalle atteint {widest}, ou dépasse "
        "{relative} % de la proportion ; jusqu'à {shown} elles le sont toujours."
    ),
    en=(
        "Shares are not shown where the interval is {widest} wide or more, or wider than "
        "{relative} % of the share; up to {shown} they are always shown."
    ),
)


def protection(table: Table, rules: Rules) -> Text | None:
    """The rules of a table as text; None for a table without protection."""
    if table.disclosure is None:
        return None
    return Text(
        **{language: " ".join(_sentences(table, rules, language)) for language in LANGUAGES}
    )


def _sentences(table: Table, rules: Rules, language: str) -> Iterator[str]:
    block = table.disclosure
    if block is None:
        return
    minimum = max((count.minimum or rules.minimum for count in block.counts), default=rules.minimum)
    if block.counts:
        yield in_language(COUNTS, language).format(minimum=minimum)
    if block.amounts:
        d = rules.dominance
        yield in_language(AMOUNTS, language).format(p=d.p_percent, n=d.n, k=d.k_percent)
    yield in_language(COMPANY, language).format(width=minimum - 1)
    if any(dimension.relation == "near" for dimension in block.dimensions):
        yield in_language(NEAR, language)
    if block.reliability:
        r = rules.reliability
        yield in_language(RELIABILITY, language).format(n=r.minimum_n_eff, low=r.low_n_eff)
        if block.reliability.lower:
            relative = int(r.widest_relative * 100)
            told = {"widest": r.widest, "shown": r.shown_width, "relative": relative}
            yield in_language(WIDTHS, language).format(**told)
