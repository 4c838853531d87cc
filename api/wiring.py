"""Where the ways in get their settings: options over the environment over the defaults."""

from pydantic import ValidationError

from resolver.errors import SettingError
from resolver.settings import Settings


def settings_from(**given: object) -> Settings:
    """The settings, with the options that were given (not None) in place of the environment's.

    Raises SettingError naming each wrong setting, without its value: it may be a secret.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(
            f"SATUKAN_{'.'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise SettingError(f"Settings that cannot be used: {wrong}.") from error
