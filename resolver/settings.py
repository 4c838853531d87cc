"""Settings of the service and the command line, from the environment (`SATUKAN_…`) or arguments."""

import os
import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from resolver.errors import OutputError


class Settings(BaseSettings):
    """Where things are and what is secret. Created once at each entry point and passed on."""

    model_config = SettingsConfigDict(env_prefix="SATUKAN_", frozen=True)

    home: Path = Field(Path("var"), description="Folder of the registry, its secret and its runs.")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite in the home folder.")
    neo4j_url: str = Field(
        "", description="bolt:// or neo4j:// URL; empty = the registry's own tables hold the graph."
    )
    neo4j_user: str = Field("neo4j", description="User of the Neo4j server.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password of the Neo4j server.")
    secret: SecretStr = Field(
        SecretStr(""),
        description="Key of the record ids, entity ids and API keys; empty = made once and kept "
        "in the home folder.",
    )
    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(8000, description="Port the service listens on; 0 = any free one.")

    keep_runs: int = Field(
        8, ge=1, description="Publications whose rows and tables stay in the lake, to return to."
    )
    keep_loads_days: int = Field(
        365, ge=0, description="Days that a resolved load stays in the lake; 0 = for good."
    )
    keep_candidates_days: int = Field(
        30, ge=0, description="Days that a candidate version stays; 0 = for good."
    )
    keep_rejects_days: int = Field(
        365, ge=0, description="Days that rejected rows stay in the lake; 0 = for good."
    )
    keep_backups_days: int = Field(
        90, ge=0, description="Days that a backup in the backups folder stays; 0 = for good."
    )
    backups: Path | None = Field(
        None, description="Folder that holds the backups, each in a folder; empty = nowhere."
    )

    @property
    def registry_url(self) -> str:
        """SQLAlchemy URL of the registry database."""
        return self.database_url or f"sqlite:///{self.home / 'registry.sqlite'}"

    @cached_property
    def secret_key(self) -> bytes:
        """The registry's secret: from the environment, else made once and kept with mode 0600."""
        given = self.secret.get_secret_value()
        if given:
            return given.encode()
        path = self.home / "secret.key"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_bytes().strip()
            with os.fdopen(descriptor, "wb") as file:
                key = secrets.token_hex(32).encode()
                file.write(key + b"\n")
            return key
        except OSError as error:
            raise OutputError(
                f"Cannot keep the registry's secret in {path}: {error.strerror}. "
                "Give another home folder (SATUKAN_HOME) or set SATUKAN_SECRET."
            ) from error
