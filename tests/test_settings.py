"""No setting at all runs; what is wrong is said all at once; what is secret is never shown."""

import json
from ipaddress import ip_network
from pathlib import Path

import pytest

from notifier.errors import SettingsError
from notifier.settings import PREFIX, SENDGRID_KEY, Settings, described, from_environment, variable

WORKING = {"NOTIFIER_EMAIL_FROM": "Open Government <alerts@gov.example.org>"}


def problems(**environment: str) -> list[str]:
    """What is wrong with an environment; variables are written without their prefix."""
    with pytest.raises(SettingsError) as refused:
        from_environment({PREFIX + name: value for name, value in environment.items()})
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


def test_no_setting_at_all_runs() -> None:
    settings = from_environment({})
    assert settings == Settings()
    assert (settings.database_url, settings.broker_url) == ("sqlite:///var/notifier.db", "memory://")
    assert (settings.plans, settings.rules) == (Path("plans"), (Path("rules"),))
    assert settings.email_url.startswith("file:")
    assert settings.allow_networks == ()


def test_the_rest_of_the_environment_is_nobodys_business() -> None:
    assert from_environment({"PATH": "/bin", "DATABASE_URL": "mysql://elsewhere", "NOTIFIED": "x"}) == Settings()


def test_a_variable_is_its_field_with_our_prefix_but_for_sendgrids_own() -> None:
    assert variable("database_url") == "NOTIFIER_DATABASE_URL"
    assert variable("sendgrid_api_key") == SENDGRID_KEY == "SENDGRID_API_KEY"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://kg@db/notifier", "postgresql+psycopg://kg@db/notifier"),
        ("postgresql://kg:pw@db:5432/notifier", "postgresql+psycopg://kg:pw@db:5432/notifier"),
        ("postgresql+psycopg://db/notifier", "postgresql+psycopg://db/notifier"),
        ("sqlite:///ledger.db", "sqlite:///ledger.db"),
    ],
)
def test_every_way_to_write_postgresql_means_the_one_driver(given: str, read: str) -> None:
    assert from_environment({"NOTIFIER_DATABASE_URL": given}).database_url == read


def test_networks_are_a_list_with_commas() -> None:
    settings = from_environment({"NOTIFIER_ALLOW_NETWORKS": "10.0.0.0/8, 127.0.0.1,fd00::/8,"})
    assert settings.allow_networks == tuple(map(ip_network, ("10.0.0.0/8", "127.0.0.1/32", "fd00::/8")))


def test_a_base_address_loses_its_last_slash() -> None:
    assert from_environment({"NOTIFIER_BASE_URL": "https://alerts.example.org/kg/"}).base_url.endswith("/kg")


def test_all_problems_are_reported_together() -> None:
    found = problems(
        DATABASE_URL="mysql://root@db/x",
        BROKER_URL="amqp://rabbit",
        EMAIL_URL="pigeon://loft",
        BASE_URL="alerts.example.org",
        ALLOW_NETWORKS="10.0.0.0/33",
        PLAN="plans/kg.yaml",
        EMAIL_FROM_FILE="/nowhere/at/all",
    )
    hint = "(write networks as 10.0.0.0/8,127.0.0.0/8)"
    assert sorted(found) == [
        f"NOTIFIER_ALLOW_NETWORKS: '10.0.0.0/33' does not appear to be an IPv4 or IPv6 network {hint}",
        "NOTIFIER_BASE_URL: write the whole address, as https://alerts.example.org",
        "NOTIFIER_BROKER_URL: write memory:// or redis://HOST:PORT/0",
        "NOTIFIER_DATABASE_URL: write sqlite:///PATH or postgresql://USER@HOST/NAME",
        "NOTIFIER_EMAIL_FROM_FILE: the file cannot be read: FileNotFoundError (check path and rights)",
        "NOTIFIER_EMAIL_URL: write file:DIR, smtp://HOST:PORT, smtps://HOST:PORT or sendgrid://",
        "NOTIFIER_PLAN: there is no such setting (did you mean NOTIFIER_PLANS?)",
    ]


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL", "EMAIL_URL", "BASE_URL"])
@pytest.mark.parametrize("broken", ["smtp://[broken", "redis://[broken", "https://[broken", "postgresql://[broken"])
def test_an_address_that_cannot_be_taken_apart_is_a_problem_and_not_an_error(name: str, broken: str) -> None:
    assert problems(EMAIL_FROM="a@b.example.org", **{name: broken})[0].startswith(f"{PREFIX}{name}: ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"), ("EMAILURL", "EMAIL_URL"), ("RULE", "RULES"),
        ("ALLOWED_NETWORKS", "ALLOW_NETWORKS"), ("DATABSE_URL_FILE", "DATABASE_URL"),
    ],
)  # fmt: skip
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert problems(**{typed: "x"}) == [f"NOTIFIER_{typed}: there is no such setting (did you mean NOTIFIER_{meant}?)"]


def test_a_setting_that_is_like_none_of_ours_is_let_pass() -> None:
    assert from_environment({"NOTIFIER_QUANTUM_FLUX": "of a newer version"}) == Settings()


def test_a_file_may_hold_a_value(tmp_path: Path) -> None:
    secret = tmp_path / "database-url"
    secret.write_text("postgresql://kg:s3cret@db/notifier\n")
    given = {"NOTIFIER_DATABASE_URL_FILE": str(secret)}
    read = "postgresql+psycopg://kg:s3cret@db/notifier"
    assert from_environment(given).database_url == read
    assert from_environment({**given, "NOTIFIER_DATABASE_URL": ""}).database_url == read, "empty means not set"
    assert from_environment({**given, "NOTIFIER_DATABASE_URL": "sqlite:///x.db"}).database_url == "sqlite:///x.db"


def test_the_key_of_sendgrid_may_come_from_a_file_too(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("SG.s3cret\n")
    settings = from_environment({**WORKING, "NOTIFIER_EMAIL_URL": "sendgrid://", "SENDGRID_API_KEY_FILE": str(key)})
    assert settings.sendgrid_api_key is not None
    assert settings.sendgrid_api_key.get_secret_value() == "SG.s3cret"


def test_a_file_that_is_a_folder_or_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path, why in ((tmp_path, "IsADirectoryError"), (tmp_path / "binary", "UnicodeDecodeError")):
        assert problems(BASE_URL_FILE=str(path)) == [
            f"NOTIFIER_BASE_URL_FILE: the file cannot be read: {why} (check path and rights)"
        ]


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    names = [variable(name) for name in Settings.model_fields]
    assert from_environment(dict.fromkeys([*names, *(f"{name}_FILE" for name in names)], "")) == Settings()


def test_sendgrid_without_a_key_and_mail_without_a_sender_are_refused_before_anything_is_sent() -> None:
    key = "SENDGRID_API_KEY: missing, but NOTIFIER_EMAIL_URL is sendgrid:// (set the key or its _FILE)"
    sender = "NOTIFIER_EMAIL_FROM: missing, but e-mail really leaves (set the sender that readers may answer)"
    assert problems(EMAIL_URL="sendgrid://") == [key, sender]
    assert problems(EMAIL_URL="smtp://mail.example.org:587") == [sender]
    assert from_environment({**WORKING, "NOTIFIER_EMAIL_URL": "smtps://mail.example.org"}).email_from.startswith("Open")


def test_passwords_and_keys_are_never_shown() -> None:
    secret = "s3cret"
    settings = from_environment({
        **WORKING,
        "NOTIFIER_DATABASE_URL": f"postgresql://kg:{secret}@db/notifier?sslmode=require&password={secret}&x=1",
        "NOTIFIER_BROKER_URL": f"redis://:{secret}@redis:6379/0",
        "NOTIFIER_EMAIL_URL": f"smtp://robot:{secret}@mail.example.org:587",
        "SENDGRID_API_KEY": f"SG.{secret}",
    })  # fmt: skip
    rows = {str(row["variable"]): row for row in described(settings)}
    assert secret not in str(rows)
    assert rows["NOTIFIER_DATABASE_URL"]["value"] == (
        "postgresql+psycopg://kg:***@db/notifier?sslmode=require&password=***&x=1"
    )
    assert rows["NOTIFIER_BROKER_URL"]["value"] == "redis://:***@redis:6379/0"
    assert rows["NOTIFIER_EMAIL_URL"]["value"] == "smtp://robot:***@mail.example.org:587"
    assert rows["SENDGRID_API_KEY"]["value"] == "**********"


def test_a_refusal_does_not_repeat_a_password() -> None:
    found = problems(
        DATABASE_URL="mysql://root:s3cret@db/x", BROKER_URL="amqp://:s3cret@mq", EMAIL_URL="x://a:s3cret@b"
    )
    assert len(found) == 3
    assert "s3cret" not in str(found)


def test_every_setting_is_described() -> None:
    rows = described(Settings())
    assert [row["variable"] for row in rows] == [variable(name) for name in Settings.model_fields]
    assert all(row["means"] for row in rows)
    assert [row["value"] for row in rows] == [row["default"] for row in rows]


def test_the_bundled_rules_serve_where_there_is_no_folder_of_that_name(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert from_environment({"NOTIFIER_RULES": str(own)}).rules_folders() == (own,)
    assert from_environment({"NOTIFIER_RULES": str(tmp_path / "none")}).rules_folders() == (tmp_path / "none",)
    assert (from_environment({}).rules_folders()[0] / "overdue.py").is_file()


def test_rules_may_lie_in_several_folders_and_the_bundled_ones_keep_their_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bundled, own = from_environment({"NOTIFIER_RULES": "rules:my-rules"}).rules_folders()
    assert (bundled / "overdue.py").is_file()
    assert own == Path("my-rules")
    (tmp_path / "rules").mkdir()
    assert from_environment({"NOTIFIER_RULES": "rules:my-rules:"}).rules_folders() == (Path("rules"), Path("my-rules"))


def test_settings_of_rules_are_yaml_whose_values_stay_as_typed(tmp_path: Path) -> None:
    text = "overdue: {every_days: 14}\ndue_soon: off\ndue: on\n"
    (tmp_path / "rules.yaml").write_text(text)
    read = {"overdue": {"every_days": "14"}, "due_soon": "off", "due": "on"}
    assert from_environment({"NOTIFIER_RULE_SETTINGS": text}).rule_settings == read
    assert from_environment({"NOTIFIER_RULE_SETTINGS_FILE": str(tmp_path / "rules.yaml")}).rule_settings == read
    assert from_environment({"NOTIFIER_RULE_SETTINGS": "# nothing"}).rule_settings == {}
    shown = {row["variable"]: row["value"] for row in described(from_environment({"NOTIFIER_RULE_SETTINGS": text}))}
    assert shown["NOTIFIER_RULE_SETTINGS"] == json.dumps(read)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("overdue", "these are not `name: value` lines"),
        ("[overdue]", "these are not `name: value` lines"),
        ("{overdue: [}", "line 1, column 12: this is not valid YAML: "),
        ("a: off\na: on", "line 2, column 1: `a` stands here twice"),
        ("a: &x {b: c}\nd: *x", "line 2, column 4: a YAML alias (*name) stands here (write the text out)"),
        ("a: 1\n---\nb: 2", "a second YAML document starts here (keep one)"),
        ("[a]: 1", "line 1, column 1: a name is a text"),
        ("a: " + "[" * 20_000, "line 1, column 10: it is nested more than 8 deep"),
        ("#" * 70_000, "it has more than 64 KB"),
        ("a: \x07", "this is not valid YAML: "),
    ],
)
def test_settings_of_rules_that_are_no_lines_are_refused_in_words(text: str, problem: str) -> None:
    found = problems(RULE_SETTINGS=text, BASE_URL="nowhere")
    assert len(found) == 2, "reported together with what else is wrong"
    assert any(one.startswith(f"NOTIFIER_RULE_SETTINGS: {problem}") for one in found)
