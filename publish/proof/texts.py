"""What the README of a release says about its signature, in four languages."""

from __future__ import annotations

from publish.proof.keys import Signer
from publish.site import Site
from publish.texts import LANGUAGE_NAME, in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, Text

HEADING = Text(eu="Sinadura", es="Firma", fr="Signature", en="Signature")
SIGNED = Text(
    eu="Bertsio hau {key} gakoarekin sinatuta dago. Egiaztatzeko: "
    "`minisign -Vm SHA256SUMS -p {file}`. Gako publikoa: {url}; konparatu beste bide batetik "
    "jaso duzunarekin.",
    es="Esta versión está firmada con la clave {key}. Para comprobarlo: "
    "`minisign -Vm SHA256SUMS -p {file}`. Clave pública: {url}; compárela con la que haya "
    "recibido por otra vía.",
    fr="Cette version est signée avec la clé {key}. Pour le vérifier : "
    "`minisign -Vm SHA256SUMS -p {file}`. Clé publique : {url} ; comparez-la avec celle que vous "
    "avez reçue par une autre voie.",
    en="This version is signed with the key {key}. To check it: "
    "`minisign -Vm SHA256SUMS -p {file}`. Public key: {url}; compare it with one that you were "
    "given in another way.",
)
UNSIGNED = Text(
    eu="Bertsio hau ez dago sinatuta: `SHA256SUMS` fitxategiak erakusten du fitxategiak elkarren "
    "artekoak direla, ez nork egin dituen.",
    es="Esta versión no está firmada: `SHA256SUMS` demuestra que los archivos van juntos, no quién "
    "los hizo.",
    fr="Cette version n'est pas signée : `SHA256SUMS` prouve que les fichiers vont ensemble, non "
    "qui les a faits.",
    en="This version is not signed: `SHA256SUMS` proves that the files belong together, not who "
    "made them.",
)


def signature_section(signer: Signer | None, site: Site) -> str:
    """The last section of a README: one paragraph per language, the descriptor's first."""
    ordered = (DESCRIPTOR_LANGUAGE, *(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE))
    title = " / ".join(dict.fromkeys(in_language(HEADING, language) for language in ordered))
    lines = ["", f"# {title}", ""]
    for language in ordered:
        lines += [f"- {LANGUAGE_NAME[language]}: {_told(signer, site, language)}"]
    return "\n".join([*lines, ""])


def _told(signer: Signer | None, site: Site, language: str) -> str:
    if signer is None:
        return in_language(UNSIGNED, language)
    url = site.url("releases", signer.file_name)
    return in_language(SIGNED, language).format(key=signer.key_id, file=signer.file_name, url=url)
