//! The built program as a child process: run to its end within a time, or serving until it is dropped.

use super::{Client, Folders};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Nothing that a test waits for may take longer; no verdict depends on it but that the program hangs.
pub const HANG: Duration = Duration::from_mins(2);

/// What came of a command.
#[derive(Debug)]
pub struct Finished {
    /// The exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl Finished {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.output).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Panics with what was said when the status is another.
    pub fn expect_status(self, expected: i32) -> Finished {
        assert_eq!(self.status, Some(expected), "{self:?}");
        self
    }
}

/// The program, with nothing set in its environment, in the folder of a site.
pub fn program(folders: &Folders, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidepost"));
    command.args(arguments);
    in_folder_of(&mut command, folders);
    command
}

/// The program, seeing a read-only index or another mount: `prepare` is a shell script that runs before it.
pub fn program_after(folders: &Folders, prepare: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-ec", &format!("{prepare}\nexec \"$@\""), "sh"]);
    command.arg(env!("CARGO_BIN_EXE_guidepost")).args(arguments);
    in_folder_of(&mut command, folders);
    command
}

fn in_folder_of(command: &mut Command, folders: &Folders) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GUIDEPOST_")) {
        command.env_remove(name);
    }
    command.current_dir(folders.path()).stdin(Stdio::null());
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Finished {
    let mut child = Kept(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it can be started"));
    let output = reader(child.0.stdout.take().expect("it is piped"));
    let errors = reader(child.0.stderr.take().expect("it is piped"));
    let status = child.wait();
    let text = |reader: JoinHandle<String>| reader.join().expect("reading does not fail");
    Finished { status, output: text(output), errors: text(errors) }
}

/// Runs a command of the program on a site.
pub fn guidepost(folders: &Folders, arguments: &[&str]) -> Finished {
    run(&mut program(folders, arguments))
}

fn reader(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A killed child ends its pipe like any other.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// A child that does not outlive the test.
pub struct Kept(pub Child);

impl Kept {
    /// Waits for the end; panics when it does not come.
    pub fn wait(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("it can be waited for") {
                return status.code();
            }
            assert!(begun.elapsed() < HANG, "the program hangs");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `guidepost serve` on a free port of the loopback address.
pub struct Server {
    child: Kept,
    address: std::net::SocketAddr,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Serves a site.
    pub fn start(folders: &Folders, arguments: &[&str]) -> Server {
        Server::start_command(program(folders, &Server::arguments(arguments)))
    }

    /// What `serve` is started with, for commands that are made up differently.
    pub fn arguments<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
        [&["serve", "--listen", "127.0.0.1:0", "--log-level", "warn"], arguments].concat()
    }

    /// Starts a command that serves, and waits until it says where.
    pub fn start_command(command: Command) -> Server {
        Server::try_start(command).unwrap_or_else(|said| panic!("nothing is served: {said}"))
    }

    /// As [`Server::start_command`]; gives what it said when it ended instead.
    pub fn try_start(mut command: Command) -> Result<Server, String> {
        let mut child = Kept(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it can be started"));
        let errors = BufReader::new(child.0.stderr.take().expect("it is piped"));
        let said = Arc::new(Mutex::new(String::new()));
        let (tell, address) = mpsc::channel();
        let kept = Arc::clone(&said);
        thread::spawn(move || {
            for line in errors.split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if let Some(address) = line.strip_prefix("Open http://").and_then(|rest| rest.split('/').next()) {
                    let address = address.replace("localhost", "127.0.0.1");
                    // Nobody may be waiting any more.
                    let _ = tell.send(address.parse().expect("it is an address"));
                }
                let mut said = kept.lock().expect("nobody panics with it");
                said.push_str(&line);
                said.push('\n');
            }
        });
        match address.recv_timeout(HANG) {
            Ok(address) => Ok(Server { child, address, said }),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let status = child.wait();
                let said = said.lock().expect("nobody panics with it");
                Err(format!("exit status {status:?}: {said}"))
            }
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the program neither serves nor ends"),
        }
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.address
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.0.id()
    }

    /// What it wrote to its standard error so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("nobody panics with it").clone()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.0.try_wait().expect("it can be waited for").is_none()
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill is there").success());
    }

    /// Ends it as a power cut would, for all that it can tell.
    pub fn kill(mut self) {
        self.child.0.kill().expect("it runs");
        self.child.0.wait().expect("it was started");
    }

    /// Waits for its end after [`Server::terminate`].
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait()
    }
}

/// A file system of its own, mounted on a folder for the programs that are started through it, and nobody else. It goes
/// with this value, or with the test if that is killed.
pub struct Disk {
    child: Kept,
    _input: ChildStdin,
    folder: PathBuf,
}

impl Disk {
    /// A disk in memory of so many bytes; an error where this user may not mount.
    pub fn of(bytes: u64, folder: &Path) -> Result<Disk, String> {
        let script = format!("mount -t tmpfs -o size={bytes} tmpfs \"$0\" && echo ready && exec cat");
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-ec", &script].map(OsStr::new)).arg(folder);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Kept(command.spawn().map_err(|error| error.to_string())?);
        let mut ready = String::new();
        let mut output = BufReader::new(child.0.stdout.take().expect("it is piped"));
        if output.read_line(&mut ready).is_ok() && ready == "ready\n" {
            let input = child.0.stdin.take().expect("it is piped");
            return Ok(Disk { child, _input: input, folder: folder.to_owned() });
        }
        let mut errors = String::new();
        child.0.stderr.take().expect("it is piped").read_to_string(&mut errors).expect("it is text");
        Err(errors)
    }

    /// The program, where the disk is seen, with the guides of a site and its index on the disk.
    pub fn program(&self, folders: &Folders, arguments: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.child.0.id().to_string(), "--mount", env!("CARGO_BIN_EXE_guidepost")]);
        command.args(arguments).arg("--guides").arg(folders.guides()).arg("--index").arg(self.folder.join("index"));
        in_folder_of(&mut command, folders);
        command
    }

    /// The disk as this process sees it.
    pub fn path(&self) -> PathBuf {
        let root = Path::new("/proc").join(self.child.0.id().to_string()).join("root");
        root.join(self.folder.strip_prefix("/").expect("it is absolute"))
    }

    /// Fills what room there is, but for so many bytes, with a file that can be removed again.
    pub fn fill_but(&self, bytes: usize) -> PathBuf {
        let ballast = self.path().join("ballast");
        let mut file = File::create(&ballast).expect("there is room for a name");
        let block = vec![0; 64 * 1024];
        while file.write_all(&block).is_ok() {}
        let length = file.metadata().expect("it is open").len();
        file.set_len(length.saturating_sub(bytes as u64)).expect("it can be shortened");
        ballast
    }
}
