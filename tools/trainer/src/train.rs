//! `trainer train`: learns the assistant's own intents and writes the model file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use edgewise::understanding::intent::ModelFault;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    arguments::{ArgumentFault, Arguments},
    base::{self, BaseFault},
    evaluate::gzipped,
    example::{self, Example, ExampleFault},
    set::Set,
};

/// Where our own sentences lie: a file an intent, a sentence a line.
const INTENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/intents");

/// Which labels of public corpora mean which of our intents.
const CORPORA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora.txt");

/// The intent whose sentences mean nothing that the assistant is there for.
const OUT_OF_SCOPE: &str = "out_of_scope";

/// Messages of one label of a public corpus that are taken: more would drown our own.
const PER_LABEL_MAX: usize = 40;

/// Why no model could be trained.
#[derive(Debug, Error)]
pub(crate) enum TrainFault {
    #[error(transparent)]
    Arguments(#[from] ArgumentFault),
    #[error(transparent)]
    Base(#[from] BaseFault),
    #[error(transparent)]
    Examples(#[from] ExampleFault),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Unreadable(PathBuf, io::Error),
    #[error("corpora.txt, line {0}: neither `[file]` nor `label: intent`")]
    Mapping(usize),
    #[error("a model was made that is refused: {0}")]
    Refused(#[from] ModelFault),
}

/// The whole model file, and what is to be said of it.
pub(crate) fn train(mut arguments: Arguments) -> Result<(Vec<u8>, Value), TrainFault> {
    let path = arguments.model()?;
    let corpora = arguments.take("corpora")?.map(PathBuf::from);
    arguments.finish()?;
    let base = base::read(&path)?;
    let mut examples = own()?;
    let ours = examples.len();
    if let Some(folder) = corpora {
        examples.extend(public(&folder)?);
    }
    let set = Set::new(&base.reading, &examples, Some(OUT_OF_SCOPE));
    let learnt = set.learn(&[])?;
    let read = |fault| TrainFault::Unreadable(path.clone(), fault);
    let file = base::with_intents(&fs::read(&path).map_err(read)?, &learnt.parts)?;
    let report = json!({
        "intents": set.names,
        "own_messages": ours,
        "public_messages": examples.len() - ours,
        "cross_validated_accuracy": learnt.accuracy,
        "bytes": file.len(),
        "bytes_gzipped": gzipped(&file).map_err(|fault| TrainFault::Unreadable(path, fault))?,
    });
    Ok((file, report))
}

/// Our own sentences, the files in the order of their names.
fn own() -> Result<Vec<Example>, TrainFault> {
    let unreadable = |fault| TrainFault::Unreadable(INTENTS.into(), fault);
    let entries = fs::read_dir(INTENTS).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut files: Vec<PathBuf> =
        entries.map_err(unreadable)?.iter().map(fs::DirEntry::path).collect();
    files.sort();
    let mut examples = Vec::new();
    for file in files {
        let text = read_text(&file)?;
        let intent = file.file_stem().unwrap_or_default().to_string_lossy();
        examples.extend(text.lines().map(|line| example(line, &intent)));
    }
    Ok(examples)
}

/// Our own sentences that mean nothing that any shop's assistant is there for.
pub(crate) fn strangers() -> Result<Vec<Example>, TrainFault> {
    Ok(own()?.into_iter().filter(|example| example.labels == [OUT_OF_SCOPE]).collect())
}

/// The messages of public corpora that the mapping names.
fn public(folder: &Path) -> Result<Vec<Example>, TrainFault> {
    let mut found = Vec::new();
    let mut corpus: Vec<Example> = Vec::new();
    for (place, line) in read_text(Path::new(CORPORA))?.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(file) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            corpus = example::read(&folder.join(file))?;
            continue;
        }
        let (label, intent) = line.split_once(": ").ok_or(TrainFault::Mapping(place + 1))?;
        let own = corpus.iter().filter(|message| message.labels == [label]);
        // Evenly over the file, which may be sorted.
        let every = (own.clone().count() / PER_LABEL_MAX).max(1);
        let own = own.step_by(every).take(PER_LABEL_MAX);
        found.extend(own.map(|message| example(&message.text, intent)));
    }
    Ok(found)
}

fn example(text: &str, intent: &str) -> Example {
    Example { text: text.to_owned(), labels: vec![intent.to_owned()], listed: false }
}

fn read_text(path: &Path) -> Result<String, TrainFault> {
    example::read_text(path).map_err(|fault| TrainFault::Unreadable(path.to_owned(), fault))
}
