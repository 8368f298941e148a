//! Events in a SQLite file: one writer, any number of readers beside it (WAL), each commit on disk before it returns.

use crate::analytics::AnalyticsError;
use crate::analytics::store::database::{Database, Row, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Says in the file that it is ours: `gpan`.
const APPLICATION_ID: i64 = 0x6770_616E;
/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(5);
/// Larger files are not read through when they are opened; what is broken in them shows when it is read.
const CHECKED_WHOLE: u64 = 32 * 1024 * 1024;
/// So many statements are kept ready.
const KEPT_STATEMENTS: usize = 64;

/// A SQLite file.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    name: String,
}

impl Sqlite {
    /// Opens a file, making it and its folder when they are not there.
    ///
    /// # Errors
    /// [`AnalyticsError::Damaged`] when the file is not a sound database of ours.
    pub fn open(path: &Path) -> Result<Sqlite, AnalyticsError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(AnalyticsError::io(folder))?;
        }
        let name = path.display().to_string();
        let failed = |error: rusqlite::Error| explain(&name, &error);
        check_length(path, &name)?;
        make_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
        // Written before the first table, it makes expiry give its room back.
        connection
            .execute_batch(
                "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456; \
                 PRAGMA journal_size_limit = 16777216; PRAGMA secure_delete = ON;",
            )
            .map_err(failed)?;
        let sqlite = Sqlite { connection, path: path.to_owned(), name: name.clone() };
        sqlite.check()?;
        Ok(sqlite)
    }

    fn check(&self) -> Result<(), AnalyticsError> {
        let number = |pragma: &str| {
            self.connection
                .query_row(pragma, [], |row| row.get::<_, i64>(0))
                .map_err(|error| explain(&self.name, &error))
        };
        let damaged = |reason: String| AnalyticsError::Damaged { store: self.name.clone(), reason };
        match (number("PRAGMA application_id")?, number("PRAGMA schema_version")?) {
            (APPLICATION_ID, _) => {}
            (0, 0) => self
                .connection
                .execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))
                .map_err(|error| explain(&self.name, &error))?,
            _ => return Err(damaged("the file is a database of something else".to_owned())),
        }
        if std::fs::metadata(&self.path).is_ok_and(|file| file.len() <= CHECKED_WHOLE) {
            let found = self
                .connection
                .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
                .map_err(|error| explain(&self.name, &error))?;
            if found != "ok" {
                return Err(damaged(found));
            }
        }
        Ok(())
    }
}

/// Nobody but the service reads what visitors asked.
fn make_private(path: &Path) -> Result<(), AnalyticsError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ()).map_err(AnalyticsError::io(path))
}

/// A file that is shorter than its own head says has lost its end.
fn check_length(path: &Path, name: &str) -> Result<(), AnalyticsError> {
    use std::io::Read;
    let Ok(mut file) = std::fs::File::open(path) else { return Ok(()) };
    let length = file.metadata().map_err(AnalyticsError::io(path))?.len();
    let mut head = [0u8; 32];
    let has_log = std::fs::metadata(format!("{}-wal", path.display())).is_ok_and(|log| log.len() > 0);
    if length == 0 || has_log || file.read_exact(&mut head).is_err() {
        return Ok(());
    }
    let page = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
        1 => 65_536,
        size => size,
    };
    let pages = u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]]));
    if head.starts_with(b"SQLite format 3\0") && length < page * pages {
        let reason = format!("it has {length} of {} bytes", page * pages);
        return Err(AnalyticsError::Damaged { store: name.to_owned(), reason });
    }
    Ok(())
}

fn explain(store: &str, error: &rusqlite::Error) -> AnalyticsError {
    let (store, reason) = (store.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => AnalyticsError::Damaged { store, reason },
        Some(ErrorCode::DiskFull) => AnalyticsError::Full { store, reason },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => AnalyticsError::Busy { store, reason },
        _ => AnalyticsError::Unusable { store, reason },
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Value {
        match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(value) => Value::Int(value),
            ValueRef::Real(value) => Value::Real(value),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        }
    }
}

impl Database for Sqlite {
    fn name(&self) -> &str {
        &self.name
    }

    fn dialect(&self) -> [(&'static str, &'static str); 4] {
        [("{id}", "INTEGER PRIMARY KEY"), ("{bytes}", "BLOB"), ("{real}", "REAL"), ("{packed}", "WITHOUT ROWID")]
    }

    fn run_all(&mut self, sql: &str) -> Result<(), AnalyticsError> {
        self.connection.execute_batch(sql).map_err(|error| explain(&self.name, &error))
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, AnalyticsError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| explain(&self.name, &error))?;
        let changed =
            statement.execute(rusqlite::params_from_iter(values)).map_err(|error| explain(&self.name, &error))?;
        Ok(changed as u64)
    }

    fn read(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row)) -> Result<(), AnalyticsError> {
        let failed = |error: rusqlite::Error| explain(&self.name, &error);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let values: Result<Row, _> = (0..columns).map(|at| row.get_ref(at).map(Value::from)).collect();
            each(values.map_err(failed)?);
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), AnalyticsError> {
        self.execute("BEGIN IMMEDIATE", &[]).map(|_| ())
    }

    fn commit(&mut self) -> Result<(), AnalyticsError> {
        self.execute("COMMIT", &[]).map(|_| ())
    }

    fn roll_back(&mut self) {
        if !self.connection.is_autocommit() {
            // Some errors have ended the transaction already.
            let _ = self.execute("ROLLBACK", &[]);
        }
    }

    fn bytes(&mut self) -> Result<u64, AnalyticsError> {
        let length = |path: &str| std::fs::metadata(path).map_or(0, |file| file.len());
        Ok(length(&self.name) + length(&format!("{}-wal", self.name)))
    }
}
