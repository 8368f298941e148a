//! Requests that no good caller sends, and random bytes: refused at once with a status, and the process lives.

use crate::harness::{Client, Folders, Server, encoded, is_full, request, seed};
use std::io::ErrorKind;
use std::thread;
use std::time::{Duration, Instant};

fn assert_alive(server: &mut Server) {
    assert!(server.is_running(), "{}", server.said());
    assert_eq!(server.client().search("marker1", "en").ids()[0], "en/guide-00001#2");
    assert!(!server.said().contains("panicked"), "{}", server.said());
}

#[test]
fn overlong_and_malformed_questions_are_refused_at_once() {
    let folders = Folders::with_guides(20);
    let mut server = Server::start(&folders, &[]);
    let mut client = server.client();
    let phrase = encoded(&format!("\"{}\"", vec!["word"; 16_000].join(" ")));
    let ask = |value: String| format!("/api/search?q={value}");
    let page = |value: String| format!("/?q={value}");
    let cases = [
        ("60 kB", ask("a".repeat(60_000))),
        ("60 kB, page", page("a".repeat(60_000))),
        ("a phrase of 16,000 words", ask(phrase)),
        ("parentheses", ask("(".repeat(100_000))),
        ("encoded parentheses", ask("%28".repeat(33_000))),
        ("nested parentheses within the address's limit", ask(format!("{}a{}", "(".repeat(4_000), ")".repeat(4_000)))),
        ("control characters", ask("a%00b%01c%1b".to_owned())),
        ("control characters, page", page("%7f".to_owned())),
        ("513 characters", ask("é".chars().cycle().take(513).map(|c| encoded(&c.to_string())).collect())),
        ("half an escape", ask("%".to_owned())),
        ("no digits", ask("%zz".to_owned())),
        ("half a character", ask("%c3".to_owned())),
        ("an overlong slash", ask("%c0%af".to_owned())),
        ("a surrogate", ask("%ed%a0%80".to_owned())),
        ("half an escape, page", page("%".to_owned())),
        ("no question", "/api/search".to_owned()),
        ("limit=1e9", ask("a&limit=1e9".to_owned())),
        ("a large limit", ask("a&limit=1000000000".to_owned())),
        ("an enormous limit", ask(format!("a&limit={}", "9".repeat(400)))),
        ("a negative limit", ask("a&limit=-1".to_owned())),
        ("a negative offset", ask("a&offset=-1".to_owned())),
        ("a large offset", ask("a&offset=1001".to_owned())),
        ("twice the question", ask("a&q=b".to_owned())),
        ("twice the limit", ask("a&limit=1&limit=2".to_owned())),
        ("an unknown parameter", ask("a&colour=red".to_owned())),
        ("no language", ask("a&lang=%3Cb%3E".to_owned())),
        ("no form", ask("a&translations=some".to_owned())),
    ];
    let mut slowest = Duration::ZERO;
    for (name, path) in &cases {
        let begun = Instant::now();
        let answer = client.get(path);
        slowest = slowest.max(begun.elapsed());
        assert!(matches!(answer.status, 400 | 414), "{name}: {}", answer.status);
        // Beyond 64 kB the address is not even read.
        if path.starts_with("/api") && path.len() < 65_000 {
            assert!(!answer.code().is_empty(), "{name}: {}", answer.text());
        }
    }
    // What is unusual but sound is answered.
    for path in [
        ask("a&lang=tlh".to_owned()),
        ask("a&lang=zz-Zzzz-ZZ,qaa".to_owned()),
        ask(encoded(&"(".repeat(512))),
        ask(encoded(&["\"a".repeat(100), "b\" OR NOT *:*".to_owned()].concat())),
        ask("a&limit=0".to_owned()),
        ask("a&limit=100&offset=1000&perGuide=99999999999999999999".to_owned()),
    ] {
        assert_eq!(client.get(&path).status, 200, "{path}");
    }
    println!("malformed: cases={} slowest={slowest:?}", cases.len());
    assert_alive(&mut server);
}

#[test]
fn nothing_outside_the_guides_is_read_or_written() {
    let folders = Folders::with_guides(2);
    std::fs::write(folders.path().join("secret.md"), "# zzsecret\n\n## zzsecret\n\nzzsecret\n").expect("writable");
    let mut server = Server::start(&folders, &[]);
    let mut client = server.client();
    let ups = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "%252e%252e%252f",
        "..%252f",
        "..%5c",
        "..\\",
        "....//",
        "%c0%ae%c0%ae/",
        "./../",
        "%00../",
    ];
    let targets = ["secret.md", "secret", "guidepost.toml", "index/current", "etc/passwd"];
    let mut cases = 0;
    for up in ups {
        for depth in [1, 2, 8] {
            for target in targets {
                let climb = up.repeat(depth);
                for path in [
                    format!("/{climb}{target}"),
                    format!("/en/guides/{climb}{target}"),
                    format!("/assets/{climb}{target}"),
                    format!("/api/guides/en/{climb}{target}"),
                    format!("/api/guides/{climb}{target}"),
                    format!("/{climb}/guides/{target}"),
                ] {
                    let answer = client.get(&path);
                    let text = answer.text();
                    assert!(
                        answer.status >= 300 && !text.contains("zzsecret") && !text.contains("root:"),
                        "{path}: {text}"
                    );
                    cases += 1;
                }
                let path = format!("/api/guides/en/{climb}{target}");
                let pushed = client.put(&path, "text/markdown", b"# zzpushed\n\n## zzpushed\n\nzzpushed\n");
                assert!(pushed.status < 500, "{path}: {}", pushed.text());
                client.delete(&path);
                cases += 2;
            }
        }
    }
    let outside: Vec<_> = walkdir::WalkDir::new(folders.path())
        .into_iter()
        .map(|entry| entry.expect("readable").into_path())
        .filter(|path| path.is_file())
        .filter(|path| {
            ![folders.guides(), folders.index(), folders.path().join("data")].iter().any(|own| path.starts_with(own))
        })
        .collect();
    println!("traversal: cases={cases} outside={}", outside.len() - 1);
    assert_eq!(outside, [folders.path().join("secret.md")]);
    assert_alive(&mut server);
}

/// Random bytes of a kind that has a chance to get somewhere.
fn noise(random: &mut fastrand::Rng, length: usize) -> Vec<u8> {
    const PIECES: [&str; 24] = [
        "q=",
        "&",
        "%",
        "%C3%A9",
        "%00",
        "+",
        "lang=fr",
        "limit=",
        "9",
        "-1",
        "\"",
        "(",
        "{",
        "}",
        "[",
        "]",
        ":",
        "é",
        "\u{202e}",
        "\\u0000",
        "\"title\"",
        "\"steps\":[",
        "# ",
        "---\n",
    ];
    let length = random.usize(0..=length);
    let mut bytes = Vec::with_capacity(length + 16);
    while bytes.len() < length {
        match random.u8(0..4) {
            0 => bytes.push(random.u8(..)),
            1 => bytes.push(random.u8(b' '..=b'~')),
            2 => bytes.extend_from_slice(random.char(..).to_string().as_bytes()),
            _ => bytes.extend_from_slice(random.choice(PIECES).expect("there are some").as_bytes()),
        }
    }
    bytes
}

/// One random request, and whether it is sound HTTP at least.
fn random_request(random: &mut fastrand::Rng, client: &Client) -> (Vec<u8>, bool) {
    let address = client.address();
    let printable = |bytes: Vec<u8>| -> String {
        bytes.iter().map(|byte| if (0x21..0x7f).contains(byte) { char::from(*byte) } else { '_' }).collect()
    };
    let kind = random.u8(0..8);
    let bytes = match kind {
        // A query string of any bytes, as they are and encoded.
        0 => {
            let mut bytes = b"GET /api/search?".to_vec();
            bytes.extend(noise(random, 200));
            bytes.extend_from_slice(format!(" HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes());
            bytes
        }
        1 => {
            let route = random.choice(["/api/search?q=", "/?q=", "/api/search?q=a&", "/?"]).expect("there are some");
            request(address, "GET", &format!("{route}{}", printable(noise(random, 200))), &[], b"")
        }
        2 => {
            let text = String::from_utf8_lossy(&noise(random, 300)).into_owned();
            let cut: String = text.chars().take(512).collect();
            let lang = random.choice(["fr", "en", "de", "zh", "th", "tr", "ar", "el"]).expect("there are some");
            request(address, "GET", &format!("/api/search?q={}&lang={lang}", encoded(&cut)), &[], b"")
        }
        3 | 4 => {
            // Nearly every text is a guide in Markdown, and keeping one takes its time.
            let form = if random.u8(0..64) == 0 { "text/markdown" } else { "application/json" };
            let body = [b"{".to_vec(), noise(random, 400)].concat();
            request(address, "PUT", "/api/guides/en/noise", &[("content-type", form)], &body)
        }
        5 => {
            let mut bytes = format!("GET /api/search?q=marker1 HTTP/1.1\r\nhost: {address}\r\n").into_bytes();
            let names = [
                "accept-language",
                "authorization",
                "content-length",
                "transfer-encoding",
                "expect",
                "range",
                "cookie",
                "if-none-match",
            ];
            bytes.extend_from_slice(random.choice(names).expect("there are some").as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend(noise(random, 100));
            bytes.extend_from_slice(b"\r\n\r\n");
            bytes
        }
        6 => {
            let path = printable(noise(random, 80));
            let start =
                random.choice(["/en/guides/", "/api/guides/en/", "/api/", "/assets/", "/"]).expect("there are some");
            let method = random.choice(["GET", "HEAD", "DELETE", "POST", "OPTIONS", "BREW"]).expect("there are some");
            request(address, method, &format!("{start}{path}"), &[], b"")
        }
        _ => {
            let mut bytes = noise(random, 300);
            bytes.extend_from_slice(b"\r\n\r\n");
            bytes
        }
    };
    (bytes, !matches!(kind, 0 | 5 | 7))
}

#[test]
fn random_bytes_crash_nothing() {
    const CALLERS: usize = 2;
    let cases = if is_full() { 1_000_000 } else { 20_000 };
    let folders = Folders::with_guides(30);
    let mut server = Server::start(&folders, &[]);
    let begun = Instant::now();
    let outcomes: Vec<(usize, usize, Duration, Vec<String>)> = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let mut client = server.client();
                scope.spawn(move || {
                    let mut random = fastrand::Rng::with_seed(seed() + caller as u64);
                    let (mut answered, mut closed, mut slowest, mut failed) = (0, 0, Duration::ZERO, Vec::new());
                    for _ in 0..cases / CALLERS {
                        let (request, is_sound) = random_request(&mut random, &client);
                        let begun = Instant::now();
                        match client.send_once(&request, is_sound) {
                            Ok(answer) if answer.status < 500 => answered += 1,
                            Ok(answer) => failed.push(format!(
                                "{} {} to {}",
                                answer.status,
                                answer.text(),
                                String::from_utf8_lossy(&request)
                            )),
                            // A head that is no HTTP may be hung up on; a body that is announced and never comes, too.
                            Err(error) if error.kind() != ErrorKind::ConnectionRefused => closed += 1,
                            Err(error) => failed.push(format!("{error} to {}", String::from_utf8_lossy(&request))),
                        }
                        slowest = slowest.max(begun.elapsed());
                    }
                    (answered, closed, slowest, failed)
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().expect("calling does not panic")).collect()
    });
    let answered: usize = outcomes.iter().map(|outcome| outcome.0).sum();
    let closed: usize = outcomes.iter().map(|outcome| outcome.1).sum();
    let slowest = outcomes.iter().map(|outcome| outcome.2).max().unwrap_or_default();
    let failed: Vec<&String> = outcomes.iter().flat_map(|outcome| &outcome.3).collect();
    println!(
        "random bytes: cases={cases} answered={answered} closed={closed} crashes={} slowest={slowest:?} seconds={:.0} seed={}",
        failed.len(),
        begun.elapsed().as_secs_f64(),
        seed()
    );
    assert_eq!(failed, Vec::<&String>::new());
    assert!(answered * 2 > cases, "{answered}");
    assert_alive(&mut server);
}
