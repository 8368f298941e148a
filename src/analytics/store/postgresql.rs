//! Events in PostgreSQL, for who runs several servers: the same statements, one writer at a time.

mod connecting;

pub use connecting::read_url;

use crate::analytics::AnalyticsError;
use crate::analytics::store::database::{Database, Row, Value};
use bytes::BytesMut;
use connecting::{connect, name_of, reason};
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};
use std::collections::HashMap;
use std::error::Error;

/// Who writes holds this lock until the end of the transaction; any number will do that nobody else uses.
const WRITER: i64 = 0x6770_616E;

/// A connection to a server.
pub struct Postgresql {
    client: Client,
    name: String,
    statements: HashMap<String, Statement>,
}

impl Postgresql {
    /// Connects to the database of a URL.
    ///
    /// # Errors
    /// When it can't be reached, or refuses.
    pub fn open(url: &str) -> Result<Postgresql, AnalyticsError> {
        let config = read_url(url)?;
        let (client, name) = (connect(&config)?, name_of(&config));
        Ok(Postgresql { client, name, statements: HashMap::new() })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, AnalyticsError> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare(&with_whole_sums(sql)).map_err(|error| explain(&self.name, &error))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Sums of whole numbers are decimal numbers here, unless they are told otherwise.
fn with_whole_sums(sql: &str) -> String {
    let mut rest = sql;
    let mut written = String::with_capacity(sql.len() + 64);
    while let Some(at) = rest.find("SUM(") {
        let Some(length) = rest[at..].find(')') else { break };
        let sum = &rest[at..=at + length];
        written.push_str(&rest[..at]);
        written.extend(["CAST(", sum, " AS BIGINT)"]);
        rest = &rest[at + length + 1..];
    }
    written + rest
}

fn explain(store: &str, error: &postgres::Error) -> AnalyticsError {
    let (store, reason) = (store.to_owned(), reason(error));
    let is_any_of = |codes: &[SqlState]| error.code().is_some_and(|code| codes.contains(code));
    if is_any_of(&[SqlState::DISK_FULL]) {
        AnalyticsError::Full { store, reason }
    } else if is_any_of(&[
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ]) {
        AnalyticsError::Busy { store, reason }
    } else if error.is_closed()
        || error.source().is_some_and(<dyn Error>::is::<std::io::Error>)
        || is_any_of(&[SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW])
    {
        AnalyticsError::Unreachable { store, reason }
    } else {
        AnalyticsError::Unusable { store, reason }
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) => value.to_sql(kind, out),
            Value::Real(value) => value.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of a row; what the statements of the store never give is nothing.
fn value(row: &postgres::Row, at: usize) -> Value {
    let kind = row.columns()[at].type_();
    if *kind == Type::INT8 {
        row.get::<_, Option<i64>>(at).map_or(Value::Null, Value::Int)
    } else if *kind == Type::INT4 {
        row.get::<_, Option<i32>>(at).map_or(Value::Null, |value| Value::Int(i64::from(value)))
    } else if *kind == Type::BOOL {
        row.get::<_, Option<bool>>(at).map_or(Value::Null, |value| Value::Int(i64::from(value)))
    } else if *kind == Type::FLOAT8 {
        row.get::<_, Option<f64>>(at).map_or(Value::Null, Value::Real)
    } else if *kind == Type::TEXT {
        row.get::<_, Option<String>>(at).map_or(Value::Null, Value::Text)
    } else if *kind == Type::BYTEA {
        row.get::<_, Option<Vec<u8>>>(at).map_or(Value::Null, Value::Bytes)
    } else {
        Value::Null
    }
}

impl Database for Postgresql {
    fn name(&self) -> &str {
        &self.name
    }

    fn dialect(&self) -> [(&'static str, &'static str); 4] {
        [("{id}", "BIGSERIAL PRIMARY KEY"), ("{bytes}", "BYTEA"), ("{real}", "DOUBLE PRECISION"), ("{packed}", "")]
    }

    fn run_all(&mut self, sql: &str) -> Result<(), AnalyticsError> {
        self.client.batch_execute(sql).map_err(|error| explain(&self.name, &error))
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, AnalyticsError> {
        let statement = self.prepared(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &values).map_err(|error| explain(&self.name, &error))
    }

    fn read(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row)) -> Result<(), AnalyticsError> {
        let statement = self.prepared(sql)?;
        let values = values.iter().map(|value| value as &dyn ToSql);
        let failed = |error: postgres::Error| explain(&self.name, &error);
        let mut rows = self.client.query_raw(&statement, values).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each((0..row.len()).map(|at| value(&row, at)).collect());
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), AnalyticsError> {
        self.run_all(&format!("BEGIN; SELECT pg_advisory_xact_lock({WRITER})"))
    }

    fn commit(&mut self) -> Result<(), AnalyticsError> {
        self.run_all("COMMIT")
    }

    fn roll_back(&mut self) {
        // A connection that is lost has no transaction any more.
        let _ = self.run_all("ROLLBACK");
    }

    fn bytes(&mut self) -> Result<u64, AnalyticsError> {
        let mut bytes = 0;
        self.read("SELECT pg_database_size(current_database())", &[], &mut |row| bytes = row[0].int())?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::with_whole_sums;

    #[test]
    fn sums_are_whole_numbers() {
        assert_eq!(
            with_whole_sums("SELECT a, SUM(h.b) FROM t HAVING SUM(c) >= $1"),
            "SELECT a, CAST(SUM(h.b) AS BIGINT) FROM t HAVING CAST(SUM(c) AS BIGINT) >= $1"
        );
        assert_eq!(with_whole_sums("SELECT 1"), "SELECT 1");
    }
}
