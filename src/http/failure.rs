//! The one place where what went wrong becomes a status, a stable code and a sentence for people.

use crate::analytics::AnalyticsError;
use crate::guide::Problem;
use crate::http::query_string::QueryStringError;
use crate::http::search_parameters::ParameterError;
use crate::index::IndexError;
use crate::search::RequestError;
use crate::web::WebError;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;

/// Why a request is not answered as asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    QueryString(#[from] QueryStringError),
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error("the path holds invalid percent-encoding or is not UTF-8")]
    PathEncoding,
    #[error("{0}")]
    InvalidAddress(&'static str),
    #[error(
        "the body says {field} is “{body}”, the address says “{address}”; leave it out of the body or make them equal"
    )]
    AddressMismatch { field: &'static str, body: String, address: String },
    #[error("the body is no guide that can be read: {}", first_message(.0))]
    UnreadableGuide(Vec<Problem>),
    #[error("the body holds no events that can be read: {0}")]
    UnreadableEvents(String),
    #[error("none of the events is taken; the first because {0}")]
    EventsRefused(String),
    #[error("the body holds more than {limit} events; send them in several calls")]
    TooManyEvents { limit: usize },
    #[error(transparent)]
    Analytics(#[from] AnalyticsError),
    #[error("the body is not UTF-8")]
    BodyEncoding,
    #[error("the body broke off before its end")]
    BodyBrokenOff,
    #[error("send the guide as application/json or text/markdown")]
    UnsupportedMediaType,
    #[error("this needs a key; send it as `Authorization: Bearer …`")]
    KeyMissing,
    #[error("the key is wrong or not enough for this")]
    KeyRefused,
    #[error("changes on a loopback address are taken from this machine only; the Host or Origin header names another")]
    ForeignOrigin,
    #[error("this is no HTTP/1.1 request that can be read; check its first line and its header lines")]
    Malformed,
    #[error("there is nothing at this address")]
    NotFound,
    #[error("there is no guide “{id}” in “{lang}”")]
    GuideNotFound { lang: String, id: String },
    #[error("this address does not take that method; see the Allow header")]
    MethodNotAllowed,
    #[error("the body took too long to arrive")]
    BodyTimeout,
    #[error("the body is larger than {limit} bytes")]
    BodyTooLarge { limit: usize },
    #[error("the address is longer than {limit} bytes")]
    UriTooLong { limit: usize },
    #[error("the header lines hold more than {limit} bytes")]
    HeadersTooLarge { limit: usize },
    #[error("too much to do at the moment; try again in a second")]
    Overloaded,
    #[error("the answer took too long; try again")]
    TimedOut,
    #[error("guidepost is shutting down")]
    ShuttingDown,
    #[error("the guide cannot be kept: {0}")]
    GuideRejected(String),
    #[error("another guidepost is writing the index; try again in a moment")]
    IndexLocked,
    #[error("there is no room left on the disk")]
    DiskFull,
    #[error("the index cannot be read or written; the log says why")]
    Index,
    #[error("something broke inside guidepost; the log says what")]
    Internal,
}

impl Failure {
    /// The status and the code, which never changes its meaning.
    #[must_use]
    pub fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Failure::QueryString(QueryStringError::InvalidEncoding(_)) | Failure::PathEncoding => {
                (StatusCode::BAD_REQUEST, "invalid_encoding")
            }
            Failure::QueryString(QueryStringError::RepeatedParameter(_)) => {
                (StatusCode::BAD_REQUEST, "repeated_parameter")
            }
            Failure::Parameter(ParameterError::Unknown { .. }) => (StatusCode::BAD_REQUEST, "unknown_parameter"),
            Failure::Parameter(ParameterError::Invalid { .. }) => (StatusCode::BAD_REQUEST, "invalid_parameter"),
            Failure::Parameter(ParameterError::MissingQuery) => (StatusCode::BAD_REQUEST, "missing_query"),
            Failure::Parameter(ParameterError::ControlCharacter) => (StatusCode::BAD_REQUEST, "control_character"),
            Failure::Request(RequestError::QueryTooLong { .. }) => (StatusCode::BAD_REQUEST, "query_too_long"),
            Failure::Request(RequestError::LimitTooLarge(_) | RequestError::TooManySuggestions(_)) => {
                (StatusCode::BAD_REQUEST, "limit_too_large")
            }
            Failure::Request(RequestError::OffsetTooLarge(_)) => (StatusCode::BAD_REQUEST, "offset_too_large"),
            Failure::InvalidAddress(_) => (StatusCode::BAD_REQUEST, "invalid_guide_address"),
            Failure::AddressMismatch { .. } => (StatusCode::BAD_REQUEST, "guide_address_mismatch"),
            Failure::UnreadableGuide(_) => (StatusCode::BAD_REQUEST, "unreadable_guide"),
            Failure::UnreadableEvents(_) => (StatusCode::BAD_REQUEST, "unreadable_events"),
            Failure::EventsRefused(_) => (StatusCode::BAD_REQUEST, "events_refused"),
            Failure::TooManyEvents { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too_many_events"),
            Failure::Analytics(error) => of_analytics(error),
            Failure::BodyEncoding => (StatusCode::BAD_REQUEST, "invalid_body_encoding"),
            Failure::BodyBrokenOff => (StatusCode::BAD_REQUEST, "incomplete_body"),
            Failure::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Failure::KeyMissing => (StatusCode::UNAUTHORIZED, "key_missing"),
            Failure::KeyRefused => (StatusCode::FORBIDDEN, "key_refused"),
            Failure::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign_origin"),
            Failure::Malformed => (StatusCode::BAD_REQUEST, "malformed_request"),
            Failure::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Failure::GuideNotFound { .. } => (StatusCode::NOT_FOUND, "guide_not_found"),
            Failure::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Failure::BodyTimeout => (StatusCode::REQUEST_TIMEOUT, "body_timeout"),
            Failure::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Failure::UriTooLong { .. } => (StatusCode::URI_TOO_LONG, "uri_too_long"),
            Failure::HeadersTooLarge { .. } => (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large"),
            Failure::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
            Failure::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, "timed_out"),
            Failure::ShuttingDown => (StatusCode::SERVICE_UNAVAILABLE, "shutting_down"),
            Failure::GuideRejected(_) => (StatusCode::CONFLICT, "guide_rejected"),
            Failure::IndexLocked => (StatusCode::SERVICE_UNAVAILABLE, "index_locked"),
            Failure::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            Failure::Index => (StatusCode::INTERNAL_SERVER_ERROR, "index_unreadable"),
            Failure::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        }
    }

    /// The body of an answer to a program: `{"error":{"code","message","status"}}`, and `problems` where a guide has them.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let (status, code) = self.status_and_code();
        let mut error = json!({"code": code, "message": self.to_string(), "status": status.as_u16()});
        if let Failure::UnreadableGuide(problems) = self {
            error["problems"] = problems.iter().map(problem_json).collect();
        }
        json!({ "error": error })
    }
}

fn of_analytics(error: &AnalyticsError) -> (StatusCode, &'static str) {
    match error {
        AnalyticsError::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
        AnalyticsError::Ended => (StatusCode::SERVICE_UNAVAILABLE, "shutting_down"),
        AnalyticsError::Off => (StatusCode::SERVICE_UNAVAILABLE, "analytics_off"),
        AnalyticsError::Busy { .. } => (StatusCode::SERVICE_UNAVAILABLE, "store_busy"),
        AnalyticsError::Unreachable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "store_unreachable"),
        AnalyticsError::Full { .. } | AnalyticsError::Io { is_full: true, .. } => {
            (StatusCode::INSUFFICIENT_STORAGE, "disk_full")
        }
        AnalyticsError::Period(_) => (StatusCode::BAD_REQUEST, "invalid_parameter"),
        AnalyticsError::NoSuchProposal(_) => (StatusCode::NOT_FOUND, "proposal_not_found"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "store_unusable"),
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Failure {
        tracing::error!(%error, "the index could not be read or written");
        match error {
            IndexError::Rejected { reason, .. } => Failure::GuideRejected(reason),
            IndexError::Locked { .. } => Failure::IndexLocked,
            IndexError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => Failure::DiskFull,
            _ => Failure::Index,
        }
    }
}

impl From<WebError> for Failure {
    fn from(error: WebError) -> Failure {
        tracing::error!(%error, "a page could not be written");
        Failure::Internal
    }
}

/// A problem with a pushed guide: its line and what is wrong. The path is the server's own affair.
#[must_use]
pub fn problem_json(problem: &Problem) -> serde_json::Value {
    json!({"line": problem.line, "message": problem.message})
}

fn first_message(problems: &[Problem]) -> &str {
    problems.first().map_or("it is empty", |problem| problem.message.as_str())
}

/// A failure travels in a response's extensions until [`edge`](crate::http::edge) gives it the shape that its reader takes.
impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status_and_code().0;
        match self {
            Failure::KeyMissing => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Failure::Analytics(
                AnalyticsError::Overloaded
                | AnalyticsError::Ended
                | AnalyticsError::Busy { .. }
                | AnalyticsError::Unreachable { .. }
                | AnalyticsError::Full { .. },
            )
            | Failure::Overloaded
            | Failure::TimedOut
            | Failure::ShuttingDown
            | Failure::IndexLocked => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}
