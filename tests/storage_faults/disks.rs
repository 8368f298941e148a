//! Full and read-only disks: an error that names the path, searches that go on, and work that goes on with the room.

use crate::harness::{Disk, Folders, Server, guide, guidepost, leave_out, program_after, run, until};
use std::fs;

/// A small disk in memory for the index of a site.
fn small_disk(folders: &Folders) -> Option<Disk> {
    let place = folders.path().join("disk");
    fs::create_dir(&place).expect("it can be made");
    Disk::of(6_000_000, &place)
        .map_err(|error| leave_out(&format!("a full disk, which takes the right to mount: {error}")))
        .ok()
}

#[test]
fn a_full_disk_is_said_and_searches_go_on_until_there_is_room() {
    let folders = Folders::with_guides(150);
    let Some(disk) = small_disk(&folders) else { return };
    let guidepost = |arguments: &[&str]| run(&mut disk.program(&folders, arguments));
    guidepost(&["index"]).expect_status(0);
    let server = Server::start_command(disk.program(&folders, &Server::arguments(&[])));
    let mut client = server.client();
    let rooms = [0, 4_096, 8_192, 16_384, 32_768, 65_536];
    let mut refusals = 0;
    for room in rooms {
        let ballast = disk.fill_but(room);
        // Another process: it says so, with the path, and leaves what is there.
        let refused = guidepost(&["index"]).expect_status(1);
        assert!(refused.errors.contains("/disk/index/") && refused.errors.contains("No space left"), "{refused:?}");
        let found = guidepost(&["search", "marker123", "--json"]).expect_status(0).json();
        assert_eq!(found["hits"][0]["id"], "en/guide-00123#2");

        // The server: a push is refused with a code or done, and a search is answered.
        let (id, word) = (format!("late-{room}"), format!("beacon{room}"));
        let body = guide(0).replace("marker0", &word);
        let path = format!("/api/guides/en/{id}");
        for _ in 0..2 {
            let pushed = client.put(&path, "text/markdown", body.as_bytes());
            if pushed.status == 507 {
                assert_eq!(pushed.code(), "disk_full");
                assert!(
                    !folders.guides().join(format!("en/{id}.md")).exists(),
                    "what is refused does not appear later"
                );
                refusals += 1;
            } else {
                assert!(matches!(pushed.status, 200 | 201), "{} {} {}", pushed.status, pushed.text(), server.said());
                assert_eq!(client.search(&word, "en").ids(), [format!("en/{id}#2")]);
            }
            assert_eq!(client.search("marker123", "en").ids(), ["en/guide-00123#2"]);
        }
        if refusals > 0 {
            let said = server.said();
            assert!(said.contains("No space left") && said.contains("/disk/index"), "{said}");
        }

        fs::remove_file(ballast).expect("it is there");
        let hidden = fs::read_dir(folders.guides().join("en")).expect("readable");
        let hidden = hidden
            .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with('.')));
        assert_eq!(hidden.count(), 0, "nothing is left beside the guides");
        let accepted = client.put(&path, "text/markdown", body.as_bytes());
        assert!(matches!(accepted.status, 200 | 201), "with room again: {} {}", accepted.status, accepted.text());
        assert_eq!(client.search(&word, "en").ids(), [format!("en/{id}#2")]);
        guidepost(&["index"]).expect_status(0);
        assert_eq!(client.search("marker123", "en").ids(), ["en/guide-00123#2"]);
    }
    println!("full disk: cases={} refused={refusals} lost=0", rooms.len());
    assert!(refusals > 0);
}

#[test]
fn failed_attempts_do_not_fill_the_disk_themselves() {
    let folders = Folders::with_guides(300);
    let Some(disk) = small_disk(&folders) else { return };
    let index = || run(&mut disk.program(&folders, &["index"]));
    index().expect_status(0);
    let ballast = disk.fill_but(60_000);
    for _ in 0..5 {
        index().expect_status(1);
    }
    let names =
        fs::read_dir(disk.path().join("index")).expect("readable").map(|entry| entry.expect("readable").file_name());
    let generations = names.filter(|name| name.to_string_lossy().starts_with("generation-")).count();
    assert_eq!(generations, 1, "what a failed build wrote is removed");
    fs::remove_file(ballast).expect("it is there");
    index().expect_status(0);
}

#[test]
fn changes_that_found_no_room_are_taken_up_when_there_is_some() {
    let folders = Folders::with_guides(150);
    let Some(disk) = small_disk(&folders) else { return };
    let server = Server::start_command(disk.program(&folders, &Server::arguments(&["--watch"])));
    let mut client = server.client();
    let ballast = disk.fill_but(0);
    folders.write("en/guide-00003.md", guide(3).replace("marker3", "beacon3"));
    assert!(until(|| server.said().contains("No space left")), "{}", server.said());
    assert!(client.search("beacon3", "en").ids().is_empty());
    fs::remove_file(ballast).expect("it is there");
    assert!(until(|| client.search("beacon3", "en").ids() == ["en/guide-00003#2"]), "{}", server.said());
}

#[test]
fn a_read_only_index_is_served_and_building_says_why_not() {
    let folders = Folders::with_guides(20);
    guidepost(&folders, &["index"]).expect_status(0);
    let mount = "mount --bind index index && mount -o remount,ro,bind index index";
    let probe = run(&mut program_after(&folders, mount, &["--version"]));
    if probe.status != Some(0) {
        leave_out(&format!("a read-only index, which takes the right to mount: {}", probe.errors));
        return;
    }
    let refused = run(&mut program_after(&folders, mount, &["index"])).expect_status(1);
    assert!(refused.errors.contains("index/") && refused.errors.contains("Read-only file system"), "{refused:?}");
    let found = run(&mut program_after(&folders, mount, &["search", "marker7", "--json"])).expect_status(0);
    assert_eq!(found.json()["hits"][0]["id"], "en/guide-00007#2");

    // The guides have changed since: the old index is served, and it is said.
    folders.write("en/guide-00003.md", guide(3).replace("marker3", "beacon3"));
    let server = Server::start_command(program_after(&folders, mount, &Server::arguments(&["--watch"])));
    let mut client = server.client();
    assert_eq!(client.search("marker3", "en").ids(), ["en/guide-00003#2"]);
    assert!(until(|| server.said().contains("Read-only file system")), "{}", server.said());
    let refused = client.put("/api/guides/en/new", "text/markdown", guide(99).as_bytes());
    assert!(refused.status >= 500 && !refused.code().is_empty(), "{}", refused.text());
    assert_eq!(client.search("marker7", "en").ids(), ["en/guide-00007#2"]);
    println!("read-only index: served, refused {} {}", refused.status, refused.code());
}
