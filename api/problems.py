"""Problem documents (RFC 9457): one table from the error tree to what a client reads.

A document says what is wrong in the client's language and never repeats what was sent: a path
or a value may hold somebody's number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.languages import Language, language_of
from resolver.errors import (
    ConflictError,
    DecisionError,
    GapError,
    NotFoundError,
    ReplacedError,
    SatukanError,
    StoreError,
    UnauthenticatedError,
)

MEDIA_TYPE = "application/problem+json"


class InvalidRequestError(SatukanError):
    """A request whose parts do not have the form they must have."""

    status = 422
    code = "invalid-request"


class NoSuchRouteError(SatukanError):
    """A path that the service does not have."""

    status = 404
    code = "no-such-route"


class MethodNotAllowedError(SatukanError):
    """A method that a path does not take."""

    status = 405
    code = "method-not-allowed"


@dataclass(frozen=True)
class Text:
    """What a client reads of an error, by language."""

    title: Mapping[Language, str]
    detail: Mapping[Language, str]


TEXTS: Mapping[type[SatukanError], Text] = {
    UnauthenticatedError: Text(
        {"en": "API key needed", "id": "Kunci API diperlukan"},
        {
            "en": "Send a valid key in the header X-API-Key or as a Bearer token. "
            "It may be missing, unknown or revoked.",
            "id": "Kirim kunci yang sah di header X-API-Key atau sebagai token Bearer. "
            "Kunci mungkin tidak ada, tidak dikenal, atau sudah dicabut.",
        },
    ),
    NotFoundError: Text(
        {"en": "Not found", "id": "Tidak ditemukan"},
        {
            "en": "No entity or record has this id.",
            "id": "Tidak ada entitas atau rekaman dengan id ini.",
        },
    ),
    ReplacedError: Text(
        {"en": "No longer in use", "id": "Tidak dipakai lagi"},
        {
            "en": "This id was merged, split or retired; successors lists the ids that took its "
            "place, if there are any.",
            "id": "Id ini telah digabung, dipecah, atau dihentikan; successors memuat id "
            "penggantinya, bila ada.",
        },
    ),
    GapError: Text(
        {"en": "Changes are not known", "id": "Perubahan tidak diketahui"},
        {
            "en": "What changed since this version is not known any more. Read everything again, "
            "then follow the changes from the version that stands now.",
            "id": "Perubahan sejak versi ini tidak diketahui lagi. Baca ulang semuanya, lalu ikuti "
            "perubahan mulai dari versi yang berlaku sekarang.",
        },
    ),
    InvalidRequestError: Text(
        {"en": "Invalid request", "id": "Permintaan tidak sah"},
        {
            "en": "Some parts do not have the form they must have; see errors.",
            "id": "Ada bagian yang bentuknya tidak sesuai; lihat errors.",
        },
    ),
    NoSuchRouteError: Text(
        {"en": "No such path", "id": "Alamat tidak ada"},
        {
            "en": "The service has no such path; its paths are listed at /openapi.json.",
            "id": "Layanan tidak memiliki alamat ini; daftarnya ada di /openapi.json.",
        },
    ),
    MethodNotAllowedError: Text(
        {"en": "Method not allowed", "id": "Metode tidak diizinkan"},
        {
            "en": "This path does not take this method.",
            "id": "Alamat ini tidak menerima metode tersebut.",
        },
    ),
    ConflictError: Text(
        {"en": "Contradicts what stands", "id": "Bertentangan dengan keputusan yang berlaku"},
        {
            "en": "A decision contradicts what stands, or somebody decided since you looked. "
            "Look again, reverse what contradicts, then decide.",
            "id": "Keputusan bertentangan dengan yang berlaku, atau orang lain sudah memutuskan "
            "sejak Anda melihatnya. Lihat kembali, batalkan yang bertentangan, lalu putuskan.",
        },
    ),
    DecisionError: Text(
        {"en": "No such decision can be taken", "id": "Keputusan seperti ini tidak dapat diambil"},
        {
            "en": "A part that this kind of decision needs is missing or of the wrong form.",
            "id": "Ada bagian yang diperlukan jenis keputusan ini tetapi tidak ada atau salah "
            "bentuknya.",
        },
    ),
    StoreError: Text(
        {"en": "Registry unavailable", "id": "Registri tidak tersedia"},
        {
            "en": "The registry does not answer now. Try again later.",
            "id": "Registri sedang tidak menjawab. Coba lagi nanti.",
        },
    ),
    SatukanError: Text(
        {"en": "Internal error", "id": "Kesalahan internal"},
        {
            "en": "Something went wrong in the service; its log says what.",
            "id": "Terjadi kesalahan di layanan; rinciannya ada di log.",
        },
    ),
}
"""The one table. An error without a row of its own has that of its nearest parent."""

_BY_HTTP_STATUS: Mapping[int, type[SatukanError]] = {
    404: NoSuchRouteError,
    405: MethodNotAllowedError,
}


class ProblemError(BaseModel):
    """One part of a request that is wrong."""

    location: str = Field(description="Where it is, such as path.person_id.")
    code: str = Field(description="What is wrong, as a code.")


class Problem(BaseModel):
    """A problem document, RFC 9457."""

    type: str = Field(description="urn:satukan:problem: and the code of the error.")
    title: str = Field(description="What is wrong, in the language of the client.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What to do about it.")
    errors: list[ProblemError] | None = Field(None, description="The parts that are wrong.")
    successors: list[str] | None = Field(
        None, description="Ids that took the place of one no longer in use, most records first."
    )


def problem_responses(*errors: type[SatukanError]) -> dict[int | str, dict[str, Any]]:
    """Declare in OpenAPI the problem documents that a route may answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        error.status: {
            "description": _text(error).title["en"],
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for error in errors
    }


def install(app: FastAPI) -> None:
    """Make every error of the application end in a problem document."""

    @app.exception_handler(SatukanError)
    async def of_ours(request: Request, error: SatukanError) -> JSONResponse:
        return _answer(request, type(error))

    @app.exception_handler(ReplacedError)
    async def of_replaced(request: Request, error: ReplacedError) -> Response:
        if len(error.successors) == 1:
            path = request.url.path.replace(error.entity_id, error.successors[0])
            # Not for good: what was merged may be told apart again.
            headers = {"Location": path, "Cache-Control": "no-store"}
            return Response(status_code=308, headers=headers)
        return _answer(request, ReplacedError, successors=list(error.successors))

    @app.exception_handler(RequestValidationError)
    async def of_validation(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [
            ProblemError(location=".".join(map(str, item["loc"])), code=item["type"])
            for item in error.errors()
        ]
        return _answer(request, InvalidRequestError, wrong)

    @app.exception_handler(HTTPException)
    async def of_routing(request: Request, error: HTTPException) -> JSONResponse:
        # What the framework refuses before a route of ours sees it.
        other = SatukanError if error.status_code >= 500 else InvalidRequestError
        kind = _BY_HTTP_STATUS.get(error.status_code, other)
        return _answer(request, kind, headers=dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def of_any(request: Request, _: Exception) -> JSONResponse:
        # The server logs the error itself.
        return _answer(request, SatukanError)


def _text(kind: type[SatukanError]) -> Text:
    return next(TEXTS[parent] for parent in kind.__mro__ if parent in TEXTS)


def _answer(
    request: Request,
    kind: type[SatukanError],
    errors: list[ProblemError] | None = None,
    headers: dict[str, str] | None = None,
    successors: list[str] | None = None,
) -> JSONResponse:
    language = language_of(request.headers.get("accept-language", ""))
    text = _text(kind)
    problem = Problem(
        type=f"urn:satukan:problem:{kind.code}",
        title=text.title[language],
        status=kind.status,
        detail=text.detail[language],
        errors=errors,
        successors=successors,
    )
    sent = {**(headers or {}), "Content-Language": language, "Vary": "Accept-Language"}
    if kind.status == 401:
        sent["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        problem.model_dump(exclude_none=True), kind.status, headers=sent, media_type=MEDIA_TYPE
    )
