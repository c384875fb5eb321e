"""The command that makes forms: one, or all of a round."""

from __future__ import annotations

from pathlib import Path

import click

_EXISTING = click.Path(exists=True, path_type=Path)
_ANY_PATH = click.Path(path_type=Path)


@click.command()
@click.option("--vsv", help="VSV-code, zoals VSV01.")
@click.option(
    "--lijst", type=_EXISTING, help="CSV met kolommen vsv, naam, soort, vorig: alle formulieren ineens."
)
@click.option("--jaar", required=True, type=click.IntRange(2000, 2100), help="Boekjaar.")
@click.option("--naam", default="", help="Naam van het VSV of de IGO.")
@click.option("--soort", default="", help="Soort uit de lijst soorten; anders de eerste, zoals VSV.")
@click.option(
    "--vorig", type=_EXISTING, help="Formulier van vorig jaar, bij --lijst een map met formulieren."
)
@click.option("--editie", help="Begin of vul een editie: data/raw/EDITIE/formulieren/.")
@click.option("--uit", type=_ANY_PATH, help="Bestand om te schrijven (VSV_JAAR.xlsx), bij --lijst een map.")
def form(
    vsv: str | None,
    lijst: Path | None,
    jaar: int,
    naam: str,
    soort: str,
    vorig: Path | None,
    editie: str | None,
    uit: Path | None,
) -> int:
    """Maak een leeg Excel-formulier voor één VSV en jaar, of voor elk VSV van een lijst."""
    from vsvanalyse import basiskader, edition
    from vsvanalyse.edition import starter
    from vsvanalyse.intake.form import FormContent, make_form
    from vsvanalyse.intake.form_round import ListError, last_year, plan_round
    from vsvanalyse.intake.reader import is_code
    from vsvanalyse.process import slot

    if (vsv is None) == (lijst is None):
        raise click.UsageError(
            "Geef één van beide: --vsv voor één formulier of --lijst voor alle van een ronde."
        )
    if vorig and vorig.is_dir() != bool(lijst):
        raise click.UsageError(
            f"--vorig is {'een map met formulieren' if lijst else 'één formulier'}, geen {vorig}."
        )
    where = edition.paths(editie) if editie else None
    if where:
        basiskader.put_in_force(edition.lists_of(where))
    kinds = basiskader.codes("soorten")
    if soort and soort not in kinds:
        raise click.UsageError(f"'{soort}' is geen soort: kies uit {', '.join(kinds)}.")
    folder = where.raw / "formulieren" if where else Path()
    if lijst:
        try:
            planned = plan_round(lijst, jaar, vorig)
        except ListError as error:
            raise click.UsageError(str(error)) from error
        targets = {(uit or folder) / name: content for name, content in planned.forms.items()}
        if vorig and planned.zonder_vorig:
            click.echo(f"Zonder totalen van {jaar - 1}: {', '.join(planned.zonder_vorig)}.")
    else:
        if vsv is None or not is_code(vsv):
            raise click.UsageError(
                f"'{vsv}' is geen VSV-code: gebruik letters, cijfers en streepjes, hoogstens 20."
            )
        profile = {"vsv": vsv.upper(), "naam": naam or None, "soort": soort or kinds[0], "boekjaar": jaar}
        content = FormContent(profiel=profile, vorig_jaar_ct=last_year(vorig) if vorig else {})
        targets = {uit or folder / f"{vsv.upper()}_{jaar}.xlsx": content}
    if there := [str(target) for target in targets if target.exists()]:
        raise click.UsageError(
            f"{', '.join(there)} bestaat al; haal het weg of kies met --uit een andere plaats."
        )
    if where:
        slot.clear_left(where)
    codes = tuple(str(content.profiel["vsv"]) for content in targets.values())
    for made in starter.start_edition(where, (jaar,), codes) if where else ():
        click.echo(f"Geschreven: {made}")
    for target, content in targets.items():
        click.echo(f"Gemaakt: {make_form(target, content)}")
    return 0
