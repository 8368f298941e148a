//! What the integration tests share: a site in a folder of its own, and the program as a child that is ended by its pid.

use guidepost::guide::links::Links;
use guidepost::index::{Published, Site, SiteSettings};
use guidepost::search::{self, Answer, Request};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

mod client;
mod process;
mod sets;

pub use client::{Client, Connection, Response, encoded, request};
pub use process::{Disk, Finished, HANG, Kept, Server, guidepost, program, program_after, run};
pub use sets::{json_lines, unpack, unpack_as_site};

/// A guides folder and an index folder that vanish with it.
pub struct Folders {
    folder: TempDir,
}

impl Folders {
    pub fn new() -> Folders {
        let folders = Folders { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(folders.guides()).expect("an empty folder takes another");
        folders
    }

    /// A site with `count` small English guides of three steps each.
    pub fn with_guides(count: usize) -> Folders {
        let folders = Folders::new();
        for number in 0..count {
            folders.write(&format!("en/guide-{number:05}.md"), guide(number));
        }
        folders
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn guides(&self) -> PathBuf {
        self.path().join("guides")
    }

    pub fn index(&self) -> PathBuf {
        self.path().join("index")
    }

    /// Writes a file below the guides folder.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) {
        let path = self.guides().join(relative);
        fs::create_dir_all(path.parent().expect("it is below the guides folder")).expect("its folder can be made");
        fs::write(path, content).expect("it can be written");
    }

    pub fn settings(&self) -> SiteSettings {
        SiteSettings { guides: self.guides(), index: self.index(), default_language: None }
    }

    pub fn open(&self) -> Site {
        Site::open(self.settings(), &|_| {}).expect("the site opens")
    }

    /// The folder of the published generation.
    pub fn generation(&self) -> PathBuf {
        let current = fs::read_to_string(self.index().join("current")).expect("an index was published");
        self.index().join(format!("generation-{:08}", current.trim().parse::<u64>().expect("a number")))
    }
}

/// A small guide; the word `marker{number}` stands in its second step only.
pub fn guide(number: usize) -> String {
    format!(
        "---\ntitle: Parcel matter {number}\n---\nWhat to know of matter {number}.\n\n\
         ## Open the list of parcels\n\nChoose the parcel in the list.\n\n\
         ## Look at marker{number}\n\nThe mark is on the label of the parcel.\n\n\
         ## Close the list\n\nPress the button.\n"
    )
}

/// Asks a site in a language.
pub fn ask(site: &Site, query: &str, lang: &str) -> Answer {
    let request = Request { query: query.to_owned(), reader: vec![lang.to_owned()], ..Request::default() };
    search::run(&site.snapshot(), &request, &Links::default()).expect("the index can be read")
}

/// The ids of the hits for a question.
pub fn ids(site: &Site, query: &str, lang: &str) -> Vec<String> {
    ask(site, query, lang).hits.into_iter().map(|hit| hit.id).collect()
}

/// Indexes what changed, which must be something.
pub fn refresh(site: &Site) -> Published {
    site.refresh().expect("the change can be indexed").expect("something changed")
}

/// A folder of what is shared beside the project, or of where `GUIDEPOST_TEST_SHARED` says; without it the test is left
/// out, which is said, and which fails in continuous integration.
pub fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("GUIDEPOST_TEST_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if shared.exists() {
        return Some(shared);
    }
    leave_out(&format!("{} is not there", shared.display()));
    None
}

/// Says that something is not tested here; in continuous integration nothing may be left out.
pub fn leave_out(why: &str) {
    println!("LEFT OUT: {why}");
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "left out in continuous integration: {why}");
}

/// Whether the long tier runs, with ten and more times the cases.
pub fn is_full() -> bool {
    std::env::var_os("GUIDEPOST_TEST_FULL").is_some_and(|full| full == "1")
}

/// What random choices begin with: `GUIDEPOST_TEST_SEED`, or a seed that is always the same.
pub fn seed() -> u64 {
    std::env::var("GUIDEPOST_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123)
}

/// Waits until something is so; false when it is not so after a time that nothing here takes.
pub fn until(mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !is_so() {
        if begun.elapsed() > HANG {
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
    true
}

/// Tells threads that the test is over, also when it fails.
#[derive(Default)]
pub struct Over(AtomicBool);

impl Over {
    /// Keep what this gives for as long as the threads are to run.
    pub fn when_dropped(&self) -> impl Drop + '_ {
        struct SetWhenDropped<'a>(&'a AtomicBool);
        impl Drop for SetWhenDropped<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        SetWhenDropped(&self.0)
    }

    pub fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
