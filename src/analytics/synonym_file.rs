//! The one step from an accepted proposal to the site's file of synonyms.

use crate::analytics::AnalyticsError;
use crate::analytics::synonym_mining::Proposal;
use std::io::Write;
use std::path::Path;

/// Adds a proposal to the end of the file as a one-way rule, making the file when it is not there. What is in it stays.
///
/// # Errors
/// When the file can't be written; then it is as it was.
pub fn append(path: &Path, proposal: &Proposal) -> Result<(), AnalyticsError> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let rule = format!(
        "[[synonyms]]\nlang = {}\nfrom = [{}]\nto = [{}]\n",
        quoted(&proposal.lang),
        quoted(&proposal.from),
        quoted(&proposal.to)
    );
    let before = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(AnalyticsError::io(path)(error)),
    };
    if before.contains(&rule) {
        return Ok(());
    }
    let gap = if before.is_empty() || before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut aside = tempfile::NamedTempFile::new_in(folder).map_err(AnalyticsError::io(folder))?;
    aside.write_all(format!("{before}{gap}{rule}").as_bytes()).map_err(AnalyticsError::io(path))?;
    aside.as_file().sync_all().map_err(AnalyticsError::io(path))?;
    aside.persist(path).map_err(|error| AnalyticsError::Synonyms(error.to_string()))?;
    Ok(())
}
