"""The Jinja environment of all pages: autoescape, translated messages, a few filters."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal, format_percent
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup

from bareme import __version__
from bareme.datasets.sources import cache_folder
from bareme.errors import CourseError
from bareme.i18n.catalogs import localized, translations
from bareme.i18n.messages import Message, msg
from bareme.i18n.plain_text import plain_line, plain_text
from bareme.reports.highlighting import highlight_code
from bareme.reports.labels import CELL_WORDS, SIGNS, STATUS_WORDS, UNVERIFIED
from bareme.reports.sanitizer import render_line, render_markdown, render_prose

__all__ = ["content_security_policy", "format_points", "read_asset", "render_page"]


def render_page(
    name: str, values: Mapping[str, object], *, language: str, template_folders: Sequence[Path]
) -> str:
    """Renders a template as one self-contained page that ends with a newline.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there is no catalogue for the language.
    """
    environment = _environment(language, tuple(template_folders))
    try:
        return environment.get_template(name).render(values).rstrip() + "\n"
    except TemplateNotFound as error:
        raise CourseError(_missing(str(error.name or name), template_folders)) from error
    except TemplateSyntaxError as error:
        raise CourseError(
            msg(
                "%(file)s, line %(line)s: %(message)s; correct the template.",
                file=error.filename or error.name,
                line=error.lineno,
                message=error.message,
            )
        ) from error
    except TemplateError as error:
        raise CourseError(
            msg(
                "the template %(name)s cannot be rendered: %(message)s; correct it.",
                name=name,
                message=error.message,
            )
        ) from error


def read_asset(name: str, template_folders: Sequence[Path]) -> str:
    """Reads a text file from the first template folder that has it.

    Raises:
        CourseError: no folder has it.
    """
    for folder in template_folders:
        path = folder / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise CourseError(_missing(name, template_folders))


def content_security_policy(script: str = "") -> str:
    """Returns a policy that allows no request and only the given script.

    Source: W3C, Content Security Policy Level 3, section 2.3.1 (hash sources).
    """
    rules = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
        rules.append(f"script-src 'sha256-{digest}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


# A page shows the same few numbers many times.
@lru_cache(maxsize=1024)
def format_points(points: float, language: str) -> str:
    """Formats points for a language, with at most two decimals."""
    return format_decimal(points, format="#,##0.##", locale=language)


@lru_cache(maxsize=16)
def _environment(language: str, template_folders: tuple[Path, ...]) -> Environment:
    environment = Environment(
        loader=_loader(template_folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[InternationalizationExtension],
        bytecode_cache=_bytecode_cache(),
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    environment.filters |= {
        "code": highlight_code,
        "line": plain_line,
        "localised": partial(localized, language=language),
        "markdown": partial(render_markdown, language=language),
        "percent": partial(format_percent, locale=language),
        "plain": plain_text,
        "points": partial(format_points, language=language),
        "prose": render_prose,
        "text": render_line,
    }
    environment.globals |= {
        "CELL_WORDS": CELL_WORDS,
        "SIGNS": SIGNS,
        "STATUS_WORDS": STATUS_WORDS,
        "UNVERIFIED": UNVERIFIED,
        "language": language,
        "text_direction": Locale.parse(language).text_direction,
        "version": __version__,
        "content_security_policy": content_security_policy,
        "style": Markup(read_asset("style.css", template_folders)),  # from the course, which is trusted
    }
    return environment


def _loader(template_folders: tuple[Path, ...]) -> BaseLoader:
    """Searches the folders in order; "bareme/..." names the built-in templates."""
    own = FileSystemLoader(template_folders[-1:])
    return ChoiceLoader([PrefixLoader({"bareme": own}), FileSystemLoader(template_folders)])


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Caches compiled templates for all workers; compiling takes longer than grading."""
    folder = cache_folder() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return _BytecodeCache(str(folder))


class _BytecodeCache(FileSystemBytecodeCache):
    """Ignores failed writes: pages do not need the cache."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def _missing(name: str, template_folders: Sequence[Path]) -> Message:
    return msg(
        "there is no template %(name)s in %(places)s; put it there or correct the name.",
        name=repr(name),
        places=", ".join(map(str, template_folders)) or msg("no folder at all"),
    )
