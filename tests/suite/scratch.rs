//! A folder of its own for a run of the program: schema and corpus inside, nothing from outside.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A scratch folder with the schema and the corpus of the repository.
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        copy(&root.join("corpus"), &folder.path().join("corpus"));
        std::fs::copy(root.join("index_schema.toml"), folder.path().join("index_schema.toml")).unwrap();
        Self { folder }
    }

    /// Writes a file of the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program in the folder; the environment says nothing to it.
    pub(crate) fn run(&self, arguments: &[impl AsRef<std::ffi::OsStr>], input: &str) -> Output {
        use std::io::Write;
        let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
        let silent = ["DATELINE_INDEX", "DATELINE_ALIASES", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"];
        silent.iter().for_each(|name| {
            command.env_remove(name);
        });
        let streams = command.args(arguments).current_dir(self.path()).stdin(Stdio::piped());
        let mut child = streams.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What was printed, with ROOT for the folder's path.
    pub(crate) fn text(&self, bytes: &[u8]) -> String {
        let real = self.path().canonicalize().unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.replace(&*real.to_string_lossy(), "ROOT").replace(&*self.path().to_string_lossy(), "ROOT")
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
