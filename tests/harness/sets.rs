//! The judged sets that are shared beside the project, unpacked.

use crate::harness::{Folders, leave_out, run, shared};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

/// Unpacks a set of `../shared/relevance` into a folder of its own, below which it is in the folder of its name; `None`
/// where it can't be, which is said.
pub fn unpack(name: &str) -> Option<Folders> {
    let archive = shared(&format!("relevance/{name}.tar.zst"))?;
    if !["tar", "zstd"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok()) {
        leave_out("tar or zstd is not installed");
        return None;
    }
    let folders = Folders::new();
    let mut tar = Command::new("tar");
    tar.arg("--zstd").arg("-xf").arg(&archive).arg("-C").arg(folders.path());
    run(&mut tar).expect_status(0);
    Some(folders)
}

/// Unpacks a set, whose guides become those of a site.
pub fn unpack_as_site(name: &str) -> Option<Folders> {
    let folders = unpack(name)?;
    fs::rename(folders.path().join(name).join("guides.jsonl"), folders.guides().join("guides.jsonl"))
        .expect("it was unpacked");
    Some(folders)
}

/// The values of a file of JSON Lines.
pub fn json_lines(path: &Path) -> impl Iterator<Item = Value> {
    let file = BufReader::new(File::open(path).expect("it was unpacked"));
    file.lines().map(|line| serde_json::from_str(&line.expect("it is text")).expect("it is JSON"))
}
