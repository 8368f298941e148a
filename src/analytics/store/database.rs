//! What the store asks of a database: statements with values, in transactions. SQLite and PostgreSQL are behind it.

use crate::analytics::AnalyticsError;

/// A value that is written or read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// One row of what was read.
pub type Row = Vec<Value>;

/// A database that understands the SQL that [`crate::analytics::store`] writes: parameters are `$1`, `$2` …, each named
/// first in that order.
pub trait Database: Send {
    /// What it is called in messages; without any password.
    fn name(&self) -> &str;

    /// The words in which its dialect differs: `{id}`, a key that it makes; `{bytes}`; `{real}`; `{packed}`, behind a
    /// table that is kept in the order of its key.
    fn dialect(&self) -> [(&'static str, &'static str); 4];

    /// Runs several statements without values.
    fn run_all(&mut self, sql: &str) -> Result<(), AnalyticsError>;

    /// Runs one statement; gives how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, AnalyticsError>;

    /// Reads rows, handing each on as it comes.
    fn read(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row)) -> Result<(), AnalyticsError>;

    /// Begins a transaction that writes; nobody else writes until its end.
    fn begin(&mut self) -> Result<(), AnalyticsError>;
    fn commit(&mut self) -> Result<(), AnalyticsError>;
    fn roll_back(&mut self);

    /// The bytes that it takes up, as far as it knows.
    fn bytes(&mut self) -> Result<u64, AnalyticsError>;
}

impl Value {
    #[must_use]
    pub fn int(&self) -> i64 {
        match self {
            Value::Int(value) => *value,
            Value::Real(value) => *value as i64,
            Value::Null | Value::Text(_) | Value::Bytes(_) => 0,
        }
    }

    #[must_use]
    pub fn real(&self) -> f64 {
        match self {
            Value::Int(value) => *value as f64,
            Value::Real(value) => *value,
            Value::Null | Value::Text(_) | Value::Bytes(_) => 0.0,
        }
    }

    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Value::Bytes(bytes) => bytes,
            _ => Vec::new(),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
