"""The command that turns someone's own books into a form; heavy imports wait until it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vsvanalyse.cli.scenario import FINDINGS, OK

if TYPE_CHECKING:
    from vsvanalyse.edition import EditionPaths
    from vsvanalyse.intake.books import Books, Proposal
    from vsvanalyse.intake.records import Registration

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY_PATH = click.Path(path_type=Path)
MOST_SHOWN = 80
MAPPINGS, DRAFTS = "koppelingen", "formulieren"


@click.command("import", short_help="Maak een formulier van een eigen uren- of boekhoudexport.")
@click.argument("bestand", type=EXISTING)
@click.option(
    "--koppeling", type=ANY_PATH, help="De koppeling; bestaat zij nog niet, dan komt er een voorstel."
)
@click.option("--vsv", default="", help="VSV-code, zoals VSV01; staat ook in de koppeling.")
@click.option("--naam", default="", help="Naam van het VSV, voor een nieuwe koppeling.")
@click.option("--editie", help="Bewaar koppeling en formulier bij deze editie.")
@click.option("--jaar", type=click.IntRange(2000, 2100), help="Boekjaar; anders dat van de datums.")
@click.option("--formulier", type=EXISTING, help="Eerder formulier van dit VSV, voor het profiel.")
@click.option("--uit", type=ANY_PATH, help="Formulier om te schrijven; anders VSV_JAAR.xlsx.")
@click.option("--opnieuw", is_flag=True, help="Vervang het formulier dat er al staat.")
def import_command(
    bestand: Path,
    koppeling: Path | None,
    vsv: str,
    naam: str,
    editie: str | None,
    jaar: int | None,
    formulier: Path | None,
    uit: Path | None,
    opnieuw: bool,
) -> int:
    """Maak van een eigen uren- of boekhoudexport (xlsx of csv) een ingevuld formulier.

    De eerste keer komt er een voorstel voor de koppeling: welke kolom en welke waarde wat betekent.
    Verbeter dat bestand en geef het commando nog een keer.
    """
    from vsvanalyse import edition
    from vsvanalyse.files import write_file
    from vsvanalyse.intake import books, read_registration
    from vsvanalyse.intake.reader import is_code
    from vsvanalyse.intake.workbook import UnreadableFileError

    where = edition.opened(editie) if editie else None
    form = read_registration(formulier) if formulier else None
    code = (
        vsv or _code_of(form) or (koppeling.stem if koppeling and is_code(koppeling.stem) else "")
    ).upper()
    if koppeling is None:
        if where is None or not code:
            raise click.UsageError(
                "Geef --koppeling, of --editie met --vsv: daar wordt de koppeling bewaard."
            )
        koppeling = _kept_mapping(where, code)
    try:
        if not koppeling.exists():
            if not is_code(code):
                raise click.UsageError(
                    "Geef --vsv met de VSV-code: er is nog geen koppeling waar zij in staat."
                )
            proposal = books.propose(bestand, code, naam)
            koppeling.parent.mkdir(parents=True, exist_ok=True)
            write_file(koppeling, proposal.tekst)
            _show_proposal(proposal, koppeling)
            return OK
        mapping = books.load(koppeling)
        if vsv and vsv.upper() != mapping.profiel.vsv:
            raise click.UsageError(f"{koppeling.name} is van {mapping.profiel.vsv}, niet van {vsv.upper()}.")
        read = books.read_books(bestand, mapping, jaar or 0, form)
    except UnreadableFileError as error:
        raise click.UsageError(f"{bestand.name}: {error.uitleg}") from error
    target = uit or (where.raw / DRAFTS if where else Path()) / f"{mapping.profiel.vsv}_{read.jaar}.xlsx"
    if target.exists() and not opnieuw:
        raise click.UsageError(f"{target} bestaat al; geef --opnieuw om het te vervangen, of --uit.")
    return _write(read, target, bestand.name)


def _code_of(form: Registration | None) -> str:
    return "" if form is None or form.profiel.empty else str(form.profiel["vsv"].iloc[0])


def _kept_mapping(where: EditionPaths, code: str) -> Path:
    """Give the place of a VSV's mapping in this edition, filled with that of another edition when it has none."""
    from vsvanalyse.files import decode, write_file

    mine = where.raw / MAPPINGS / f"{code}.toml"
    others = [p for p in where.raw.parent.glob(f"*/{MAPPINGS}/{code}.toml") if p != mine]
    if not mine.exists() and others:
        last = max(others, key=lambda path: path.stat().st_mtime)
        mine.parent.mkdir(parents=True, exist_ok=True)
        write_file(mine, decode(last.read_bytes()))
        click.echo(f"Koppeling overgenomen van editie {last.parent.parent.name}: {mine}")
    return mine


def _show_proposal(proposal: Proposal, path: Path) -> None:
    from vsvanalyse.money import format_euro

    click.echo("Voorstel voor de koppeling\n\nVeld van het formulier  Kolom van de export")
    for field, column in proposal.kolommen.items():
        click.echo(f"{field:<22}  {column}")
    if proposal.over:
        click.echo(f"niet gebruikt           {', '.join(proposal.over)}")
    if proposal.waarden:
        click.echo(
            f"\n{'Veld':<12} {'Waarde in de export':<34} {'Wordt':<18} {'Regels':>6} {'Bedrag':>16}  Gevonden op"
        )
    for one in proposal.waarden[:MOST_SHOWN]:
        value = one.waarde if len(one.waarde) <= 34 else f"{one.waarde[:33]}…"
        click.echo(
            f"{one.veld:<12} {value:<34} {one.code or '(nog te kiezen)':<18} {one.regels:>6} "
            f"{format_euro(one.bedrag_ct, 2):>16}  {one.hoe}"
        )
    if len(proposal.waarden) > MOST_SHOWN:
        click.echo(f"... en nog {len(proposal.waarden) - MOST_SHOWN} waarden; zie het bestand.")
    click.echo(f"\nGeschreven: {path}\nVerbeter het voorstel en geef hetzelfde commando nog een keer.")


def _write(read: Books, target: Path, source: str) -> int:
    """Write the form and its list, read the form back, and say how every euro and hour is accounted for."""
    from vsvanalyse.edition import FORMS_FOLDER
    from vsvanalyse.intake import books, read_registration
    from vsvanalyse.intake.export import write_csv
    from vsvanalyse.intake.form import make_form
    from vsvanalyse.money import format_euro, format_number

    make_form(target, read.content)
    name = f"{target.stem}_import.csv"
    inside = target.resolve().parent
    # A csv among the registrations would be read as one.
    listing = inside.parent / DRAFTS / name if inside.name == FORMS_FOLDER else target.with_name(name)
    table = read.lijst.assign(bedrag=read.lijst["bedrag_ct"] / 100).drop(columns="bedrag_ct")
    write_csv(table, listing)
    cash, hours, cash_out, hours_out = books.accounted(read, read_registration(target))
    click.echo(f"{source}, boekjaar {read.jaar}: {format_number(read.regels)} regels in het formulier")
    for label, ct, time in (
        ("export", read.bedrag_ct, read.uren),
        ("formulier", cash, hours),
        ("niet overgenomen", cash_out, hours_out),
    ):
        click.echo(f"  {label:<17} {format_euro(ct, 2):>16}  {format_number(time, 2):>10} uur")
    for kind, group in read.lijst[read.lijst["in_formulier"] == "nee"].groupby("soort", sort=False):
        click.echo(
            f"  niet overgenomen, {kind}: {len(group)} rij(en), {format_euro(group['bedrag_ct'].sum(), 2)}"
        )
    fits = read.bedrag_ct == cash + cash_out and abs(read.uren - hours - hours_out) < 0.005
    click.echo(
        "  Sluit op de cent: export = formulier + niet overgenomen."
        if fits
        else click.style(
            "  SLUIT NIET: het formulier heeft niet alle euro's en uren van de export.", fg="red"
        )
    )
    if read.namen_vervangen:
        click.echo(f"{read.namen_vervangen} namen van personen zijn vervangen door een nummer.")
    for blad in read.ongelezen_bladen:
        click.echo(f"Het blad '{blad}' is niet gelezen: het heeft niet alle kolommen van de koppeling.")
    mend = _show_remarks(read)
    click.echo(f"Lijst: {listing}\nFormulier: {target}\nControleer het met: vsvanalyse check {target}")
    return OK if fits and not mend else FINDINGS


def _show_remarks(read: Books) -> int:
    """Show each different remark on lines in the form once, and give how many of them ask to be mended."""
    from vsvanalyse.intake import books
    from vsvanalyse.money import format_euro

    inside = read.lijst[read.lijst["in_formulier"] == "ja"]
    mend = 0
    for (kind, why), group in inside.groupby(["soort", "reden"], sort=False):
        field, _, value = why.partition(": '")
        near = books.code_for(value.rpartition("'")[0], field)[0] if kind == books.UNKNOWN and value else ""
        hint = f"; misschien {near}?" if near else ""
        colour = "red" if kind in books.MUST_MEND else "yellow"
        mend += kind in books.MUST_MEND
        euros = format_euro(group["bedrag_ct"].sum(), 2)
        click.echo(f"{click.style(kind, fg=colour)}: {why} ({len(group)} regel(s), {euros}){hint}")
    return mend
