"""The only module that reads the environment: `NOTIFIER_*` variables into one frozen value.

Nothing is read at import, no setting at all runs, and all problems are reported together.
A variable `NOTIFIER_X_FILE` names a file that holds the value of `NOTIFIER_X`.
"""

import base64
import json
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from notifier import bundled
from notifier.errors import SettingsError
from notifier.keyring import Keyring, kept_in
from notifier.plain import plain_lines

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

PREFIX = "NOTIFIER_"
# The one name without our prefix: SendGrid's own, which hosts already set.
SENDGRID_KEY = "SENDGRID_API_KEY"

SHORTEST_KEY = 32  # signs
MEGABYTE = 2**20
# What a service that is given no key calls the file that it keeps its own in.
KEY_FILE = "secret-key"
# The folder of rules that is meant where none is named; where there is none, those that come with the program.
RULES = Path("rules")

Network = IPv4Network | IPv6Network


def _networks(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as trouble:
        raise ValueError(f"{trouble} (write networks as 10.0.0.0/8,127.0.0.0/8)") from None


def _folders(text: object) -> object:
    return tuple(Path(part) for part in text.split(os.pathsep) if part) if isinstance(text, str) else text


def _lines(text: object) -> object:
    return plain_lines(text) if isinstance(text, str) else text


def _verification_key(text: str) -> "EllipticCurvePublicKey":
    """A key as SendGrid shows it: base64 of DER; a ValueError in words for anything else."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    except ValueError:
        raise ValueError(
            "not a verification key (copy it whole from SendGrid's settings of the event webhook)"
        ) from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not SendGrid's kind of key, which is an ECDSA key on the curve P-256")
    return key


def _parts(url: str) -> SplitResult:
    """The parts of a URL; a ValueError in words where its port or host cannot be."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("this address cannot be read (write SCHEME://HOST:PORT, the port as a number)") from None
    return parts


class Settings(BaseModel):
    """What the environment says, checked. Field `x` is the variable `NOTIFIER_X`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field("sqlite:///var/notifier.db", description="The ledger: a SQLite file or postgresql://…")
    broker_url: str = Field("memory://", description="What carries pokes to workers: memory:// or redis://…")
    plans: Path = Field(Path("plans"), description="A plan file, or a folder of them")
    largest_plan: int = Field(10, ge=1, le=1000, description="How many megabytes a plan file may have, unpacked")
    rules: Annotated[tuple[Path, ...], BeforeValidator(_folders)] = Field(
        (RULES,), description="The folders of rule modules, as rules:my-rules; a later one goes before an earlier"
    )
    rule_settings: Annotated[Mapping[str, object], BeforeValidator(_lines)] = Field(
        {}, description="Settings of rules for every plan, as {overdue: {every_days: 14}, due_soon: off}"
    )
    email_url: str = Field("file:var/mail", description="file:DIR, smtp://, smtps://, sendgrid:// or sendgrid+http://")
    email_from: str = Field(
        "Commitment notifier <notifier@example.org>", description="The sender that readers see and answer to"
    )
    base_url: str = Field("http://127.0.0.1:8000", description="Where readers reach the board; links start with it")
    secret_key: SecretStr | None = Field(
        None, description="Seals what is secret in the ledger and in links; several, the newest first, by commas"
    )
    allow_networks: Annotated[tuple[Network, ...], BeforeValidator(_networks)] = Field(
        (), description="Private networks that webhooks may reach, as 10.0.0.0/8,127.0.0.0/8"
    )
    sendgrid_api_key: SecretStr | None = Field(None, description="The key for sendgrid:// (variable SENDGRID_API_KEY)")
    sendgrid_event_key: str | None = Field(
        None, description="SendGrid's verification key: with it /hooks/sendgrid takes what is signed"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        scheme = _parts(url).scheme
        if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
            return "postgresql+psycopg" + url[len(scheme) :]
        if not url.startswith("sqlite:///"):
            raise ValueError("write sqlite:///PATH or postgresql://USER@HOST/NAME")
        return url

    @field_validator("broker_url")
    @classmethod
    def _known_broker(cls, url: str) -> str:
        if _parts(url).scheme not in ("memory", "redis", "rediss"):
            raise ValueError("write memory:// or redis://HOST:PORT/0")
        return url

    @field_validator("email_url")
    @classmethod
    def _known_email(cls, url: str) -> str:
        match _parts(url):
            case SplitResult(scheme="file") as parts if parts.netloc + parts.path:
                return url
            case SplitResult(scheme="smtp" | "smtps" | "sendgrid+http") as parts if parts.hostname:
                return url
            case SplitResult(scheme="sendgrid"):
                return url
        raise ValueError("write file:DIR, smtp://HOST:PORT, smtps://HOST:PORT or sendgrid://")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key and any(len(text.strip()) < SHORTEST_KEY for text in key.get_secret_value().split(",")):
            raise ValueError(f"a key has at least {SHORTEST_KEY} signs, each (make one with `openssl rand -hex 32`)")
        return key

    @field_validator("sendgrid_event_key")
    @classmethod
    def _verifies(cls, text: str | None) -> str | None:
        if text:
            _verification_key(text)
        return text

    @field_validator("email_from")
    @classmethod
    def _sender(cls, text: str) -> str:
        from email_validator import EmailNotValidError, validate_email

        try:
            validate_email(parseaddr(text)[1], check_deliverability=False)
        except EmailNotValidError as refusal:
            raise ValueError(f"{refusal} (write Name <name@example.org>)") from None
        return text

    @field_validator("base_url")
    @classmethod
    def _absolute_base(cls, url: str) -> str:
        parts = _parts(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write the whole address, as https://alerts.example.org")
        return url.rstrip("/")

    def keyring(self) -> Keyring:
        """The keys of this service: from NOTIFIER_SECRET_KEY, else from a text of its own in a file.

        The file lies beside a SQLite ledger, that the two are kept and moved together, and else in `var/`.
        """
        if self.secret_key:
            return Keyring([text.strip() for text in self.secret_key.get_secret_value().split(",")])
        ledger = self.database_url.removeprefix("sqlite:///")
        beside = ledger not in (self.database_url, "", ":memory:")
        return kept_in((Path(ledger).parent if beside else Path("var")) / KEY_FILE)

    def event_key(self) -> "EllipticCurvePublicKey | None":
        """The key that verifies what SendGrid reports; None where nothing is to be taken."""
        return _verification_key(self.sendgrid_event_key) if self.sendgrid_event_key else None

    def largest_plan_bytes(self) -> int:
        """How large a plan file may be, in bytes."""
        return self.largest_plan * MEGABYTE

    def rules_folders(self) -> tuple[Path, ...]:
        """The folders of the rules in force; `rules` means, where there is none, those that come with the program."""
        return tuple(
            bundled.folder("rules") if folder == RULES and not folder.is_dir() else folder
            for folder in self.rules or (RULES,)
        )


def variable(field: str) -> str:
    """The environment variable of a field."""
    return SENDGRID_KEY if field == "sendgrid_api_key" else PREFIX + field.upper()


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environment` (the process's own by default) asks for.

    Raises SettingsError with one sentence for every problem.
    """
    environment = os.environ if environment is None else environment
    fields = {variable(name): name for name in Settings.model_fields}
    values: dict[str, str] = {}
    problems: list[str] = []
    for name, value in sorted(environment.items()):
        # An empty variable is what compose files and CI write for "not set": a file may still give the value.
        if not value:
            continue
        if name in fields:
            values[fields[name]] = value
        elif (plain := name.removesuffix("_FILE")) in fields and name != plain:
            try:
                values.setdefault(fields[plain], Path(value).read_text(encoding="utf-8").strip())
            except (OSError, UnicodeDecodeError) as trouble:
                problems.append(
                    f"{name}: the file cannot be read: {trouble.__class__.__name__} (check path and rights)"
                )
        elif near := _misspelt(name):
            problems.append(f"{name}: there is no such setting (did you mean {near}?)")
    values = {name: value for name, value in values.items() if value}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as trouble:
        problems += [_sentence(error["loc"], error["msg"]) for error in trouble.errors(include_input=False)]
    problems += _contradictions(values)
    if problems:
        raise SettingsError(problems)
    return settings


def _misspelt(name: str) -> str | None:
    """The setting that `name` was probably meant to be; None where it is like none of ours.

    A name that is like none is let pass: a newer or older version of the program may know it.
    """
    if not name.startswith(PREFIX):
        return None
    ours = [field.upper() for field in Settings.model_fields]
    near = get_close_matches(name.removeprefix(PREFIX), ours, n=1, cutoff=0.75)
    return PREFIX + near[0] if near else None


def _sentence(loc: tuple[int | str, ...], message: str) -> str:
    return f"{variable(str(loc[0]))}: {message.removeprefix('Value error, ')}"


def _contradictions(given: Mapping[str, str]) -> list[str]:
    scheme = given.get("email_url", "file:").partition(":")[0].casefold()
    problems = []
    if scheme == "sendgrid" and "sendgrid_api_key" not in given:
        problems.append(f"{SENDGRID_KEY}: missing, but NOTIFIER_EMAIL_URL is sendgrid:// (set the key or its _FILE)")
    if scheme in ("smtp", "smtps", "sendgrid", "sendgrid+http") and "email_from" not in given:
        problems.append(
            "NOTIFIER_EMAIL_FROM: missing, but e-mail really leaves (set the sender that readers may answer)"
        )
    return problems


def described(settings: Settings) -> list[dict[str, object]]:
    """Every setting as `variable, value, default, means`; passwords and keys are not among the values."""
    return [
        {
            "variable": variable(name),
            "value": _shown(getattr(settings, name)),
            "default": _shown(field.default),
            "means": field.description,
        }
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, tuple) and value and isinstance(value[0], Path):
        return os.pathsep.join(str(one) for one in value)
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    shown = "" if value is None else str(value)
    if isinstance(value, str) and (password := urlsplit(value).password):
        shown = shown.replace(f":{password}@", ":***@")
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", shown)
