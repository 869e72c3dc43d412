//! Power cuts at every step of a run: what was committed is there afterwards, whole.
//!
//! 1. After a cut at any step, the index is the last commit that was acknowledged; if the cut came during a commit, it
//!    is that one or the one before.
//! 2. "Is" means: the checksums are right, every article can be read and found by its word, and the records of the files
//!    count the articles that are there.
//! 3. The next run can write to it.
//! 4. A cut in the middle of a rebuild leaves the old index or the new one, and the next rebuild takes its left-overs away.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};
use tantivy::merge_policy::{MergeCandidate, MergePolicy, NoMergePolicy};
use tantivy::{Directory, SegmentMeta};

use super::rebuild::take_place;
use super::*;
use crate::analysis::Analyzer;
use crate::article::Article;
use crate::index::analyse_article;
use crate::index::identity::{Origin, Provenance};

/// What of the work that was not synced a power cut takes with it.
#[derive(Clone, Copy, Debug)]
enum Lost {
    /// All of it.
    All,
    /// Nothing: the process was killed, the system went on.
    Nothing,
    /// Each entry and each file for itself, by the bits of a number: a system writes in any order.
    Some(u64),
}

/// A file system in memory that knows what of it is on the medium.
#[derive(Default)]
struct Disk {
    /// The data of each file, and of them what was synced.
    files: Vec<(Vec<u8>, Vec<u8>)>,
    /// Which file stands under a name, and which does so on the medium.
    seen: BTreeMap<PathBuf, usize>,
    synced: BTreeMap<PathBuf, usize>,
    /// Steps done.
    steps: u64,
    /// The locks that are held.
    locked: std::collections::BTreeSet<PathBuf>,
    /// How many steps may be done before the power goes.
    steps_left: Option<u64>,
}

#[derive(Clone)]
struct FaultyDirectory(Arc<Mutex<Disk>>);

impl std::fmt::Debug for FaultyDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaultyDirectory")
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is off")
}

impl Disk {
    /// Does a step that changes something, if there is power.
    fn step(&mut self) -> io::Result<()> {
        match &mut self.steps_left {
            Some(0) => return Err(no_power()),
            Some(left) => *left -= 1,
            None => {}
        }
        self.steps += 1;
        Ok(())
    }

    fn powered(&self) -> io::Result<()> {
        if self.steps_left == Some(0) { Err(no_power()) } else { Ok(()) }
    }

    fn new_file(&mut self, data: Vec<u8>) -> usize {
        self.files.push((data, Vec::new()));
        self.files.len() - 1
    }

    /// What stands on the medium when the power is back.
    fn after_cut(&self, lost: Lost) -> Self {
        let mut bits = match lost {
            Lost::Some(bits) => bits | 1,
            _ => 0,
        };
        // Xorshift (Marsaglia 2003).
        let mut kept = move || match lost {
            Lost::All => false,
            Lost::Nothing => true,
            Lost::Some(_) => {
                bits ^= bits << 13;
                bits ^= bits >> 7;
                bits ^= bits << 17;
                bits & 1 == 1
            }
        };
        let mut after = Self::default();
        let names: std::collections::BTreeSet<&PathBuf> = self.seen.keys().chain(self.synced.keys()).collect();
        for name in names {
            let (seen, synced) = (self.seen.get(name), self.synced.get(name));
            let Some(file) = (if seen == synced || kept() { seen } else { synced }) else { continue };
            let (data, on_medium) = &self.files[*file];
            let data = if data == on_medium || kept() { data } else { on_medium };
            let number = after.new_file(data.clone());
            after.files[number].1.clone_from(data);
            after.seen.insert(name.clone(), number);
        }
        after.synced.clone_from(&after.seen);
        after
    }
}

impl FaultyDirectory {
    fn new(disk: Disk) -> Self {
        Self(Arc::new(Mutex::new(disk)))
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap()
    }
}

/// A lock of a directory, given back when dropped.
struct HeldLock {
    directory: FaultyDirectory,
    file: PathBuf,
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        self.directory.disk().locked.remove(&self.file);
    }
}

/// Writes to a file; its data are on the medium once it is terminated.
struct FileWriter {
    directory: FaultyDirectory,
    file: usize,
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut disk = self.directory.disk();
        disk.step()?;
        disk.files[self.file].0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for FileWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let mut disk = self.directory.disk();
        disk.step()?;
        let (data, synced) = &mut disk.files[self.file];
        synced.clone_from(data);
        Ok(())
    }
}

impl Directory for FaultyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(OwnedBytes::new(self.atomic_read(path)?)))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let mut disk = self.disk();
        let filepath = path.to_owned();
        disk.step().map_err(|e| DeleteError::IoError { io_error: Arc::new(e), filepath })?;
        disk.seen.remove(path).map(|_| ()).ok_or_else(|| DeleteError::FileDoesNotExist(path.to_owned()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let disk = self.disk();
        disk.powered().map_err(|e| OpenReadError::wrap_io_error(e, path.to_owned()))?;
        Ok(disk.seen.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let mut disk = self.disk();
        disk.step().map_err(|e| OpenWriteError::wrap_io_error(e, path.to_owned()))?;
        if disk.seen.contains_key(path) {
            return Err(OpenWriteError::FileAlreadyExists(path.to_owned()));
        }
        let file = disk.new_file(Vec::new());
        disk.seen.insert(path.to_owned(), file);
        Ok(BufWriter::new(Box::new(FileWriter { directory: self.clone(), file })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let disk = self.disk();
        disk.powered().map_err(|e| OpenReadError::wrap_io_error(e, path.to_owned()))?;
        let file = disk.seen.get(path).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        Ok(disk.files[*file].0.clone())
    }

    /// As on disk: a new file is written, synced, and takes the name; the name is not synced.
    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut disk = self.disk();
        disk.step()?;
        let file = disk.new_file(data.to_vec());
        disk.step()?;
        disk.files[file].1 = data.to_vec();
        disk.step()?;
        disk.seen.insert(path.to_owned(), file);
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        let mut disk = self.disk();
        disk.step()?;
        disk.synced = disk.seen.clone();
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        loop {
            let mut disk = self.disk();
            disk.powered().map_err(LockError::wrap_io_error)?;
            if disk.locked.insert(lock.filepath.clone()) {
                let (directory, file) = (self.clone(), lock.filepath.clone());
                return Ok(DirectoryLock::from(Box::new(HeldLock { directory, file })));
            }
            drop(disk);
            if !lock.is_blocking {
                return Err(LockError::LockBusy);
            }
            std::thread::yield_now();
        }
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Merges whatever there is, so that merges and commits come between each other.
#[derive(Debug)]
struct MergeAll;

impl MergePolicy for MergeAll {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        if segments.len() < 2 {
            Vec::new()
        } else {
            vec![MergeCandidate(segments.iter().map(SegmentMeta::id).collect())]
        }
    }
}

/// What an index holds: the word of each article, by file and id.
type State = BTreeMap<(String, String), String>;

/// A change of a run: a file with its articles, or a file that is gone.
type Change = (&'static str, Option<&'static [(&'static str, &'static str)]>);

/// The commits of the run: new files, then one more, one changed and one gone, then one changed again.
const COMMITS: &[&[Change]] = &[
    &[
        ("/a", Some(&[("a1", "harbour"), ("a2", "lantern"), ("a3", "orchard")])),
        ("/b", Some(&[("b1", "saddle")])),
        ("/c", Some(&[("c1", "thistle"), ("c2", "walnut")])),
    ],
    &[("/b", None), ("/c", Some(&[("c1", "anchor"), ("c3", "barley")])), ("/d", Some(&[("d1", "copper")]))],
    &[("/a", Some(&[("a1", "dolphin"), ("a2", "lantern")])), ("/e", Some(&[("e1", "ember"), ("e2", "falcon")]))],
];

fn states() -> Vec<State> {
    let mut states = vec![State::new()];
    for commit in COMMITS {
        let mut state = states.last().unwrap().clone();
        for (file, articles) in *commit {
            state.retain(|(f, _), _| f != file);
            let articles = articles.unwrap_or_default().iter();
            state.extend(articles.map(|(id, word)| ((file.to_string(), id.to_string()), word.to_string())));
        }
        states.push(state);
    }
    states
}

static ANALYZER: LazyLock<Mutex<Analyzer>> =
    LazyLock::new(|| Mutex::new(Analyzer::new(&IndexSchema::built_in().stemmers)));

/// An article with this id.
fn named(id: &str) -> Article {
    Article { id: Some(id.to_owned()), ..Article::from_text("", "") }
}

fn write_file(writer: &mut Writer, (path, articles): Change) -> Result<()> {
    writer.remove_file(path)?;
    let Some(articles) = articles else { return Ok(()) };
    let mut analyzer = ANALYZER.lock().unwrap();
    for (id, word) in articles {
        let text = format!("One morning the {word} was seen again. Nobody had asked for it.");
        let article = Article::from_text("A headline", &text);
        let prepared = analyse_article(&article, (*id).into(), 100, &mut analyzer);
        writer.add(prepared, &Origin::of(&named(id), Provenance::File { path, name: path }))?;
    }
    let (path, articles) = (path.to_owned(), articles.len() as u64);
    let (errors, took_from) = (Vec::new(), std::collections::BTreeSet::new());
    writer.record_file(&FileRecord {
        path,
        bytes: articles,
        modified: 1,
        articles,
        errors,
        took_from,
        removed: false,
    })
}

/// How far a run came before the power went.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    created: bool,
    acknowledged: usize,
    committing: bool,
}

fn run(directory: &FaultyDirectory, merges: bool, reached: &mut Reached) -> Result<()> {
    let index = TantivyIndex::create_in(Box::new(directory.clone()), Path::new(""), IndexSchema::built_in())?;
    let index = Arc::new(index);
    reached.created = true;
    let mut writer = index.writer()?;
    writer.set_merge_policy(if merges { Box::new(MergeAll) } else { Box::new(NoMergePolicy) });
    for commit in COMMITS {
        for change in *commit {
            write_file(&mut writer, *change)?;
        }
        reached.committing = true;
        writer.commit()?;
        reached.acknowledged += 1;
        reached.committing = false;
    }
    writer.finish()
}

/// What an index holds, after all that is promised of it was checked.
fn state_of(index: &TantivyIndex) -> State {
    assert!(index.damaged_files().unwrap().is_empty());
    let snapshot = index.snapshot(None).unwrap();
    let mut state = State::new();
    for address in crate::index::Backend::find(&snapshot, None).unwrap() {
        let article = snapshot.article(address).unwrap();
        let word = article.full_text().split_whitespace().nth(5).unwrap().to_owned();
        let term = TantivyTerm::from_field_text(snapshot.fields.words, &word);
        let found: usize =
            snapshot.segments.iter().map(|s| live_docs(s, &term, snapshot.fields.words).unwrap().len()).sum();
        assert_eq!(found, 1, "{word} is found once");
        let key = snapshot.key(address).unwrap();
        let file = snapshot.files().unwrap().into_iter().map(|f| f.path).find(|f| key.contains(&**f));
        state.insert((file.unwrap(), article.id), word);
    }
    let passages = snapshot.statistics().unwrap().passages;
    assert_eq!(passages, state.len() as u64);
    for record in snapshot.files().unwrap() {
        assert_eq!(record.articles, state.keys().filter(|(file, _)| *file == record.path).count() as u64);
        assert_eq!(record.articles, snapshot.articles_of_file(&record.path).unwrap());
    }
    state
}

/// Opens what the cut left, and writes to it.
fn check(disk: Disk, reached: Reached, context: &str) {
    let states = states();
    let directory = FaultyDirectory::new(disk);
    let index = match TantivyIndex::open_directory(Box::new(directory), Path::new(""), None) {
        Ok(index) => Arc::new(index),
        Err(error) => return assert!(!reached.created, "{context}: {error}"),
    };
    let state = state_of(&index);
    let last = &states[reached.acknowledged];
    let next = reached.committing.then(|| &states[reached.acknowledged + 1]);
    assert!(state == *last || Some(&state) == next, "{context}: {reached:?}, found {state:?}");
    let mut writer = index.writer().unwrap();
    write_file(&mut writer, ("/z", Some(&[("z1", "granite")]))).unwrap();
    writer.commit().unwrap();
    writer.finish().unwrap();
    assert_eq!(state_of(&index).len(), state.len() + 1, "{context}");
}

/// Cuts the power at every step of the run.
fn cut_everywhere(merges: bool) {
    for step in 0.. {
        let directory = FaultyDirectory::new(Disk { steps_left: Some(step), ..Disk::default() });
        let mut reached = Reached::default();
        let outcome = run(&directory, merges, &mut reached);
        let disk = directory.disk();
        let other = if step % 4 == 0 { Lost::Nothing } else { Lost::Some(!step) };
        for lost in [Lost::All, other] {
            check(disk.after_cut(lost), reached, &format!("merges {merges}, step {step}, lost {lost:?}"));
        }
        if outcome.is_ok() && disk.steps_left != Some(0) {
            assert!(step > 100, "the run has more than {step} steps");
            break;
        }
    }
}

/// What the rebuilt index holds.
const REBUILT: &[Change] =
    &[("/a", Some(&[("a1", "meadow"), ("a2", "nutmeg")])), ("/e", Some(&[("e1", "ember"), ("e3", "willow")]))];

fn rebuild(directory: &FaultyDirectory, replacing: &mut bool) -> Result<()> {
    let folder = Path::new("");
    let index = TantivyIndex::create_anew_in(Box::new(directory.clone()), folder, IndexSchema::built_in())?;
    let index = Arc::new(index);
    let mut writer = index.writer_under(None)?;
    for change in REBUILT {
        write_file(&mut writer, *change)?;
    }
    writer.commit()?;
    writer.finish()?;
    *replacing = true;
    take_place(folder, directory, std::collections::BTreeSet::new())
}

fn rebuilt_state() -> State {
    let articles = |(file, articles): &Change| {
        let (file, articles) = (file.to_string(), articles.unwrap_or_default());
        articles.iter().map(|(id, word)| ((file.clone(), id.to_string()), word.to_string())).collect::<Vec<_>>()
    };
    REBUILT.iter().flat_map(articles).collect()
}

#[test]
fn a_power_cut_at_any_step_of_a_rebuild_leaves_the_old_index_or_the_new_one() {
    let (old, new) = (states().pop().unwrap(), rebuilt_state());
    let mut outcomes = [0, 0];
    let before = FaultyDirectory::new(Disk::default());
    run(&before, false, &mut Reached::default()).unwrap();
    for step in 0.. {
        let directory = FaultyDirectory::new(before.disk().after_cut(Lost::Nothing));
        directory.disk().steps_left = Some(step);
        let mut replacing = false;
        let done = rebuild(&directory, &mut replacing).is_ok() && directory.disk().steps_left != Some(0);
        let disks = [Lost::All, Lost::Nothing, Lost::Some(!step)].map(|lost| directory.disk().after_cut(lost));
        for disk in disks {
            let after = FaultyDirectory::new(disk);
            let open = || TantivyIndex::open_directory(Box::new(after.clone()), Path::new(""), None).unwrap();
            let state = state_of(&open());
            outcomes[usize::from(state == new)] += 1;
            assert!(state == old && !done || state == new && replacing, "step {step}: {state:?}");
            // What is left over is the same kind of files at most steps.
            if !done && !step.is_multiple_of(16) {
                continue;
            }
            let mut again = false;
            rebuild(&after, &mut again).unwrap();
            let index = Arc::new(open());
            assert_eq!(state_of(&index), new, "step {step}");
            index.writer().unwrap().collect_garbage().unwrap();
            let segments = index.index.load_metas().unwrap().segments.len();
            let disk = after.disk();
            let files = disk.seen.keys().filter(|name| !name.to_string_lossy().starts_with('.')).count();
            assert_eq!(files, segments * 9 + 1, "step {step}: {:?}", disk.seen.keys());
        }
        if done {
            assert!(step > 50 && outcomes.iter().all(|n| *n > 0), "{step} steps, {outcomes:?}");
            break;
        }
    }
}

/// A medium that nothing can be written to.
#[derive(Clone, Debug)]
struct ReadOnly(FaultyDirectory, io::ErrorKind);

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(self.1.into()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(self.1.into(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(self.1.into())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Err(self.1.into())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Err(LockError::wrap_io_error(self.1.into()))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

#[test]
fn a_medium_that_cannot_be_written_is_read_and_has_no_writer() {
    let directory = FaultyDirectory::new(Disk::default());
    run(&directory, false, &mut Reached::default()).unwrap();
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
        let directory = ReadOnly(directory.clone(), kind);
        let index = Arc::new(TantivyIndex::open_directory(Box::new(directory), Path::new(""), None).unwrap());
        assert_eq!(state_of(&index), *states().last().unwrap());
        assert!(index.writer().is_err());
    }
}

#[test]
fn a_power_cut_at_any_step_loses_no_commit() {
    cut_everywhere(false);
}

#[test]
fn a_power_cut_at_any_step_of_a_merge_loses_no_commit() {
    cut_everywhere(true);
}
