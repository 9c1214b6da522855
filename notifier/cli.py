"""The command `notifier`: thin verbs over the pipeline. Exit codes: 0 fine, 1 problems were found, 2 wrong usage.

Everything heavy is imported by the verb that needs it, so that `--help` answers at once.
"""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from notifier import (
    cli_answers,
    cli_audit,
    cli_deadline,
    cli_deliveries,
    cli_keys,
    cli_plans,
    cli_preview,
    cli_records,
    cli_revisions,
    cli_rules,
    cli_subscriptions,
    cli_tables,
    cli_why,
)
from notifier.cli_plans import instant_of
from notifier.errors import AddressError, NotifierError, SettingsError

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier

app = typer.Typer(
    help="Tells the right people, at the right time, that a promise is due, late, moved or kept.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli_plans.add_to(app)
cli_preview.add_to(app)
cli_deadline.add_to(app)
cli_tables.add_to(app)
cli_revisions.add_to(app)
cli_subscriptions.add_to(app)
cli_deliveries.add_to(app)
cli_records.add_to(app)
cli_rules.add_to(app)
cli_why.add_to(app)
cli_answers.add_to(app)
cli_audit.add_to(app)
cli_keys.add_to(app)

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every one.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)]


def main() -> None:
    """The entry point: every error of ours ends in words and an exit code, never in a traceback."""
    try:
        app()
    except SettingsError as trouble:
        for problem in trouble.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)
    except AddressError as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(2)
    except NotifierError as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)


def _service() -> "Notifier":
    """The service of a long-lived process, once its ledger is there."""
    from notifier import logs
    from notifier.bootstrap import build
    from notifier.ledger.connect import AWAIT_LEDGER
    from notifier.settings import from_environment

    logs.configure()
    notifier = build(from_environment())
    notifier.ledger.await_schema(AWAIT_LEDGER)
    return notifier


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the board afterwards.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Replay the bundled Kyrgyz plan, two years in a minute, through the real pipeline; then serve its board."""
    from notifier import demo as replay
    from notifier import logs

    logs.configure(events=False)
    sys.exit(replay.run(serve=serve, host=host, port=port))


@app.command()
def up(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run everything in one process: pages, jobs and worker."""
    from notifier import logs, processes
    from notifier.bootstrap import build
    from notifier.settings import from_environment

    logs.configure()
    notifier = build(from_environment())
    notifier.ledger.migrate()
    print(f"the board is at http://{host}:{port}/ (Ctrl+C stops)", flush=True)
    sys.exit(processes.up(notifier, host, port))


@app.command()
def web(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages, in a process of their own."""
    from notifier import processes

    sys.exit(processes.serve(_service(), host, port))


@app.command()
def scheduler() -> None:
    """Run the jobs, in a process of their own."""
    from notifier import processes

    sys.exit(processes.schedule(_service()))


@app.command()
def worker() -> None:
    """Deliver what is owed, in a process of its own."""
    from notifier import worker as workers

    sys.exit(workers.run(_service()))


@app.command()
def run_once(
    now: Annotated[
        datetime | None, typer.Option(parser=instant_of, metavar="ISO8601", help="Pretend that it is this instant.")
    ] = None,
) -> None:
    """Ingest, announce and deliver everything due, once, and exit."""
    from notifier import logs, processes
    from notifier.bootstrap import at, build
    from notifier.ledger.states import Step
    from notifier.settings import from_environment

    logs.configure(events=False)
    notifier = build(from_environment(), at(now))
    notifier.ledger.migrate()
    ingested, announced, delivered = processes.run_once(notifier)
    notifier.close()
    for problem in [*ingested.problems, *announced.problems]:
        print(problem, file=sys.stderr)
    print(
        f"run-once: plan files read: {len(ingested.read)}, notices: {len(announced.notices)}, "
        f"deliveries sent: {delivered[Step.ARRIVE]}, to be tried again: {delivered[Step.WAIT]}, "
        f"given up: {delivered[Step.GIVE_UP]}, withdrawn: {delivered[Step.WITHDRAW]}"
    )
    sys.exit(1 if ingested.problems or announced.problems else 0)


@app.command()
def migrate() -> None:
    """Bring the ledger's tables up to date; the database may still be starting."""
    from notifier.ledger.connect import AWAIT_LEDGER, open_ledger
    from notifier.settings import from_environment

    settings = from_environment()
    open_ledger(settings.database_url, settings.keyring()).migrate_when_up(AWAIT_LEDGER)
    print("the ledger's tables are up to date")
