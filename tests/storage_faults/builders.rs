//! Several processes with one index: builders, a server that takes pushes, and searches on the command line.

use crate::harness::{Folders, Over, Server, guide, guidepost, program, run, seed};
use std::thread;
use std::time::Duration;

#[test]
fn two_builders_at_once_wait_or_say_who_builds() {
    let folders = Folders::with_guides(400);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..4 {
        let finished: Vec<_> = thread::scope(|scope| {
            let builders: Vec<_> = (0..3).map(|_| scope.spawn(|| run(&mut program(&folders, &["index"])))).collect();
            builders.into_iter().map(|builder| builder.join().expect("it ends")).collect()
        });
        for finished in finished {
            if finished.status == Some(0) {
                done += 1;
            } else {
                refused += 1;
                assert!(finished.status == Some(1) && finished.errors.contains("writer.lock"), "{finished:?}");
            }
        }
        let found = guidepost(&folders, &["search", "marker321", "--json"]).expect_status(0).json();
        assert_eq!(found["hits"][0]["id"], "en/guide-00321#2");
    }
    println!("builders at once: done={done} refused={refused}");
    assert!(done >= 4, "one of them builds");
}

#[test]
fn what_is_pushed_while_another_process_builds_is_kept() {
    let folders = Folders::with_guides(300);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let over = Over::default();
    let (mut pushed, mut failed) = (0, Vec::new());
    let builds = thread::scope(|scope| {
        let running = over.when_dropped();
        let building = scope.spawn(|| {
            let mut builds = 0;
            let mut random = fastrand::Rng::with_seed(seed());
            while !over.is_over() {
                let finished = run(&mut program(&folders, &["index"]));
                assert!(finished.status == Some(0) || finished.errors.contains("writer.lock"), "{finished:?}");
                builds += usize::from(finished.status == Some(0));
                thread::sleep(Duration::from_millis(random.u64(0..200)));
            }
            builds
        });
        for number in 0..40 {
            let (id, word) = (format!("pushed-{number}"), format!("beacon{}", 1_000 + number));
            let body = guide(0).replace("marker0", &word);
            let answer = client.put(&format!("/api/guides/en/{id}"), "text/markdown", body.as_bytes());
            pushed += 1;
            if answer.status != 201 {
                failed.push(format!("{id}: {} {}", answer.status, answer.text()));
            } else if client.search(&word, "en").ids() != [format!("en/{id}#2")] {
                failed.push(format!("{id} is not found"));
            }
        }
        drop(running);
        building.join().expect("it ends")
    });
    println!("pushed while others built: pushed={pushed} failed={} builds={builds}", failed.len());
    assert_eq!(failed, Vec::<String>::new(), "{}", server.said());
    assert!(builds > 0);
    guidepost(&folders, &["index"]).expect_status(0);
    let found = guidepost(&folders, &["search", "beacon1039", "--json"]).expect_status(0).json();
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(1), "{found:#}");
}

#[test]
fn searches_while_others_build_are_answered() {
    let folders = Folders::with_guides(150);
    guidepost(&folders, &["index"]).expect_status(0);
    let over = Over::default();
    let mut searches = 0;
    thread::scope(|scope| {
        let running = over.when_dropped();
        scope.spawn(|| {
            while !over.is_over() {
                run(&mut program(&folders, &["index"])).expect_status(0);
            }
        });
        let searching = (0..30).try_for_each(|_| {
            let finished = run(&mut program(&folders, &["search", "marker123", "--json"]));
            searches += 1;
            let is_right = finished.status == Some(0)
                && finished.json()["hits"][0]["id"] == "en/guide-00123#2"
                && finished.errors.is_empty();
            if is_right { Ok(()) } else { Err(finished) }
        });
        drop(running);
        println!("searches while others built: searches={searches}");
        searching.expect("a search beside a build is answered, and says nothing else");
    });
}

#[test]
fn an_index_that_is_removed_while_it_is_served_comes_back() {
    let folders = Folders::with_guides(20);
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    for round in 0..3 {
        std::fs::remove_dir_all(folders.index()).expect("it is there");
        assert_eq!(client.search("marker7", "en").ids(), ["en/guide-00007#2"]);
        let word = format!("beacon{round}");
        let body = guide(0).replace("marker0", &word);
        let pushed = client.put(&format!("/api/guides/en/after-{round}"), "text/markdown", body.as_bytes());
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        assert_eq!(client.search(&word, "en").ids(), [format!("en/after-{round}#2")]);
        assert_eq!(client.search("marker7", "en").ids(), ["en/guide-00007#2"]);
    }
}
