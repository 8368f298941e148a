//! The map is true: the paths that ARCHITECTURE.md names exist, and modules look down, never up.

use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: [&str; 9] = ["language", "guide", "index", "search", "relevance", "analytics", "web", "http", "cli"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_paths_that_are_named_exist() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("it is there");
    let named: Vec<&str> =
        text.split('`').skip(1).step_by(2).filter(|name| name.contains(['/', '.']) && !name.contains(' ')).collect();
    assert!(named.len() > 20);
    for name in named {
        let places =
            ["", "src", "src/language", "src/guide", "src/index", "src/search", "src/analytics", "src/web", "src/http"];
        assert!(places.iter().any(|place| root().join(place).join(name).exists()), "{name} does not exist");
    }
    assert!(text.lines().count() <= 150);
}

#[test]
fn modules_look_down() {
    let mut looked_at = 0;
    for (height, floor) in FLOORS.iter().enumerate() {
        for path in sources(&root().join("src").join(floor)) {
            let text = fs::read_to_string(&path).expect("readable");
            looked_at += 1;
            for above in &FLOORS[height + 1..] {
                assert!(!text.contains(&format!("crate::{above}::")), "{} looks up to {above}", path.display());
            }
            assert!(text.starts_with("//!"), "{} does not say what it owns", path.display());
        }
    }
    assert!(looked_at > 60);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the map") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
