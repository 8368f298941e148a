//! The manifest of a generation: what it was built from and with, and the checksum of every file it consists of.
//!
//! Tantivy checks no checksum when it opens an index, and a flipped bit can give wrong answers without a word; so a
//! generation is opened only when every file is the one that was published.

use crate::guide::Problem;
use crate::index::IndexError;
use crate::index::schema;
use crate::language::analysis;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The manifest's name in the folder of its generation.
pub const FILE_NAME: &str = "manifest.json";

/// Beside the files of Tantivy: what they are and where they come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub schema: u32,
    pub analysis: String,
    pub engine: String,
    /// The declared languages that texts were told apart among, as tags, sorted.
    pub languages: Vec<String>,
    /// What is wrong with the guides folder itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folder_problems: Vec<StoredProblem>,
    /// By path relative to the guides folder.
    pub sources: BTreeMap<String, SourceState>,
    /// How many steps have changed since translations were learnt.
    #[serde(default)]
    pub changed_steps: usize,
    /// By name in the generation's folder.
    pub files: BTreeMap<String, FileState>,
}

/// A source file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceState {
    /// How many guides and steps of it are in the index.
    pub guides: usize,
    pub steps: usize,
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<StoredProblem>,
    /// Keys of guides that it holds but that an earlier source holds too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shadowed: Vec<String>,
}

/// A [`Problem`] of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredProblem {
    pub path: PathBuf,
    pub line: usize,
    pub message: String,
}

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

impl From<Problem> for StoredProblem {
    fn from(problem: Problem) -> StoredProblem {
        StoredProblem { path: problem.path, line: problem.line, message: problem.message }
    }
}

impl From<&StoredProblem> for Problem {
    fn from(stored: &StoredProblem) -> Problem {
        Problem { path: stored.path.clone(), line: stored.line, message: stored.message.clone() }
    }
}

impl Manifest {
    /// A manifest of an index with nothing in it yet.
    #[must_use]
    pub fn new(languages: Vec<String>) -> Manifest {
        Manifest {
            schema: schema::VERSION,
            analysis: analysis::FINGERPRINT.to_owned(),
            engine: tantivy::version_string().to_owned(),
            languages,
            folder_problems: Vec::new(),
            changed_steps: 0,
            sources: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Reads a generation's manifest and whether this program can use what it describes.
    pub fn read(generation: &Path) -> Result<Manifest, IndexError> {
        let path = generation.join(FILE_NAME);
        let damaged = |what: String| IndexError::Damaged { path: path.clone(), what };
        let text = std::fs::read(&path).map_err(|error| damaged(error.to_string()))?;
        let versions: Versions = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        versions.check(&path)?;
        serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))
    }

    /// Every problem of the folder and of every source, in order.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let of_sources = self.sources.values().flat_map(|source| &source.problems);
        self.folder_problems.iter().chain(of_sources).map(Problem::from).collect()
    }

    /// The problems of the folder and of these sources, by their paths relative to the guides folder.
    #[must_use]
    pub fn problems_of(&self, sources: &[String]) -> Vec<Problem> {
        let of_sources =
            sources.iter().filter_map(|relative| self.sources.get(relative)).flat_map(|source| &source.problems);
        self.folder_problems.iter().chain(of_sources).map(Problem::from).collect()
    }

    /// How many guides are in the index.
    #[must_use]
    pub fn guides(&self) -> usize {
        self.sources.values().map(|source| source.guides).sum()
    }

    /// How many steps are in the index, introductions counted.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.sources.values().map(|source| source.steps).sum()
    }

    /// How many bytes the index takes, the manifest not counted.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes).sum()
    }

    /// Notes the size and checksum of every file of the generation, taking from `known` what cannot have changed.
    pub fn sum_files(&mut self, generation: &Path, known: &BTreeMap<String, FileState>) -> Result<(), IndexError> {
        self.files.clear();
        for name in file_names(generation)? {
            let state = match known.get(&name) {
                // Tantivy never writes into a segment's file again; the other files it replaces.
                Some(state) if is_segment_file(&name) => state.clone(),
                _ => file_state(&generation.join(&name))?,
            };
            self.files.insert(name, state);
        }
        Ok(())
    }

    /// Whether the generation has exactly the files of the manifest, each as it was published.
    pub fn verify(&self, generation: &Path) -> Result<(), IndexError> {
        let damaged = |what: String| IndexError::Damaged { path: generation.to_owned(), what };
        let names = file_names(generation)?;
        if let Some(missing) = self.files.keys().find(|name| !names.contains(name)) {
            return Err(damaged(format!("{missing} is missing")));
        }
        if let Some(strange) = names.iter().find(|name| !self.files.contains_key(*name)) {
            return Err(damaged(format!("{strange} does not belong to it")));
        }
        for (name, expected) in &self.files {
            if file_state(&generation.join(name))? != *expected {
                return Err(damaged(format!("{name} is not as it was written")));
            }
        }
        Ok(())
    }
}

/// What decides whether the rest of a manifest can be read at all.
#[derive(Deserialize)]
struct Versions {
    schema: u32,
    analysis: String,
    engine: String,
}

impl Versions {
    fn check(&self, path: &Path) -> Result<(), IndexError> {
        let engine = tantivy::version_string();
        let what = if self.schema != schema::VERSION {
            format!("its schema is {}, this version's is {}", self.schema, schema::VERSION)
        } else if self.analysis != analysis::FINGERPRINT {
            format!("its text was analysed by “{}”, this version's is “{}”", self.analysis, analysis::FINGERPRINT)
        } else if self.engine != engine {
            format!("it was written by {}, this version uses {engine}", self.engine)
        } else {
            return Ok(());
        };
        Err(IndexError::OtherVersion { path: path.to_owned(), what })
    }
}

/// The size, time and checksum of a source.
pub fn source_state(path: &Path, bytes: u64, modified: SystemTime) -> Result<SourceState, IndexError> {
    let sha256 = file_state(path)?.sha256;
    Ok(SourceState { bytes, modified: nanoseconds(modified), sha256, ..SourceState::default() })
}

/// Nanoseconds since 1970; 0 for anything before.
#[must_use]
pub fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|age| u64::try_from(age.as_nanos()).ok())
        .unwrap_or_default()
}

/// Whether Tantivy writes a file once and never again.
#[must_use]
pub fn is_segment_file(name: &str) -> bool {
    name.len() > 32 && name.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit)
}

fn file_names(generation: &Path) -> Result<Vec<String>, IndexError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(generation).map_err(IndexError::io(generation))? {
        let name = entry.map_err(IndexError::io(generation))?.file_name().to_string_lossy().into_owned();
        if name != FILE_NAME {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn file_state(path: &Path) -> Result<FileState, IndexError> {
    let mut file = File::open(path).map_err(IndexError::io(path))?;
    let mut sums = Sha256::new();
    let mut buffer = vec![0; 128 * 1024];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(IndexError::io(path))?;
        if read == 0 {
            break;
        }
        sums.update(&buffer[..read]);
        bytes += read as u64;
    }
    let mut sha256 = String::with_capacity(64);
    for byte in sums.finalize() {
        sha256.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()));
    }
    Ok(FileState { bytes, sha256 })
}
