//! `trainer evaluate`: learns one file, is tested on another, and prints figures as JSON.
//!
//! Nothing here knows any corpus. Labels, their number, and whether there may be several come from
//! the files; the one thing told is the name of the label for messages that are out of scope.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    time::Instant,
};

use edgewise::understanding::intent::{
    Evidence, FewShot, Linear, Model, ModelFault, Ranking, Scored,
};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    arguments::{ArgumentFault, Arguments},
    base::{self, BaseFault},
    example::{self, Example, ExampleFault},
    figures::{self, Judged},
    noise,
    random::Random,
    set::{Learnt, Set},
    train::{self, TrainFault},
};

/// One word in so many is spoilt by `--noise`.
const SPOILT: usize = 10;

/// Why an evaluation could not be made.
#[derive(Debug, Error)]
pub(crate) enum EvaluateFault {
    #[error(transparent)]
    Arguments(#[from] ArgumentFault),
    #[error(transparent)]
    Base(#[from] BaseFault),
    #[error(transparent)]
    Examples(#[from] ExampleFault),
    #[error(transparent)]
    Strangers(#[from] TrainFault),
    #[error("a classifier was made that is refused: {0}")]
    Refused(#[from] ModelFault),
    #[error("cannot write the predictions: {0}")]
    Unwritable(#[from] io::Error),
}

/// One line of the predictions.
#[derive(Serialize)]
struct Prediction<'a> {
    text: &'a str,
    /// A label; where a message may have several, a list of labels.
    pred: Value,
    /// How likely the best label is right; the lower, the likelier the message is out of scope.
    score: f32,
    second: &'a str,
    second_score: f32,
}

/// A classifier of either kind, ready to be asked.
enum Classifier<'a> {
    FewShot(Box<FewShot>),
    Linear(Box<Linear<'a>>),
}

pub(crate) fn evaluate(mut arguments: Arguments) -> Result<Value, EvaluateFault> {
    let model = base::read(&arguments.model()?)?;
    let oos = arguments.take("oos")?;
    let mut messages = example::read_all(&arguments.paths("train")?)?;
    let dev = example::read_all(&arguments.paths_or_none("dev")?)?;
    let mut test = example::read_all(&arguments.paths("test")?)?;
    let out: PathBuf = arguments.path("out")?;
    let seed = arguments.number("seed")?.unwrap_or_default();
    if let Some(per_class) = arguments.number("per-class")? {
        messages = sampled(messages, per_class as usize, seed);
    }
    if let Some(seed) = arguments.number("noise")? {
        let mut random = Random::new(seed);
        for example in &mut test {
            example.text = noise::spoil(&example.text, SPOILT, &mut random);
        }
    }
    let few_shot = arguments.flag("few-shot");
    arguments.finish()?;

    let mut set = Set::new(&model.reading, &messages, oos.as_deref());
    set.meet(&train::strangers()?)?;
    let learnt = set.learn(&set.items_of(&dev))?;
    let classifier = if few_shot {
        Classifier::FewShot(Box::new(custom_skills(model, &set, &messages)))
    } else {
        Classifier::Linear(Box::new(Linear::from_parts(&learnt.parts)?))
    };
    let mut judged = Vec::with_capacity(test.len());
    let mut microseconds = Vec::with_capacity(test.len());
    let mut file = BufWriter::new(File::create(out)?);
    for example in &test {
        let begun = now();
        let (evidence, ranking) = classifier.ask(model, &example.text);
        microseconds.push(begun.elapsed().as_nanos() as f64 / 1_000.0);
        let one = judge(example, &evidence, &ranking, &set, &learnt, oos.as_deref());
        serde_json::to_writer(&mut file, &prediction(example, &one, &ranking, &set))
            .map_err(io::Error::from)?;
        file.write_all(b"\n")?;
        judged.push(one);
    }
    file.flush()?;
    let mut report = figures::figures(&judged, &set, oos.as_deref());
    report["latency_us"] = figures::latency(microseconds);
    report["train_messages"] = json!(messages.len());
    report["cross_validated_accuracy"] = json!(learnt.accuracy);
    report["recipe"] = json!({ "dense": learnt.recipe.dense, "own": learnt.recipe.own });
    report["model_bytes"] = json!({
        "intents": learnt.parts.len(),
        "intents_gzipped": gzipped(&learnt.parts)?,
    });
    Ok(report)
}

impl Classifier<'_> {
    fn ask(&self, model: &Model<'_>, message: &str) -> (Evidence, Ranking) {
        let features = model.reading.features(message);
        match self {
            Self::FewShot(skills) => (skills.evidence(&features), skills.rank(&features)),
            Self::Linear(linear) => (linear.evidence(&features), linear.rank(&features)),
        }
    }
}

fn judge<'a>(
    example: &'a Example,
    evidence: &Evidence,
    ranking: &Ranking,
    set: &'a Set<'_>,
    learnt: &Learnt,
    oos: Option<&'a str>,
) -> Judged<'a> {
    let enough = |scored: &&Scored| evidence.of(scored.margin) > learnt.least;
    let name = |scored: &Scored| set.names[scored.intent].as_str();
    let best = ranking.scored.first();
    let given: Vec<&str> = match (set.listed, best) {
        (true, _) => ranking.scored.iter().filter(enough).map(name).collect(),
        (false, Some(best)) if learnt.refuses && !enough(&best) => oos.into_iter().collect(),
        (false, best) => best.map(name).into_iter().collect(),
    };
    Judged {
        truth: example.labels.iter().map(String::as_str).collect(),
        best: best.map_or("", name),
        given,
        score: best.map_or(0.0, |best| best.confidence),
    }
}

fn prediction<'a>(
    example: &'a Example,
    judged: &Judged<'a>,
    ranking: &Ranking,
    set: &'a Set<'_>,
) -> Prediction<'a> {
    let refused = !set.listed && judged.given.first() != Some(&judged.best);
    // A refused message's best label is what comes second.
    let second = ranking.scored.get(usize::from(!refused));
    Prediction {
        text: &example.text,
        pred: if set.listed { json!(judged.given) } else { json!(judged.given.first()) },
        score: judged.score,
        second: second.map_or("", |second| set.names[second.intent].as_str()),
        second_score: second.map_or(0.0, |second| second.confidence),
    }
}

/// The set's labels as custom skills.
fn custom_skills(model: &Model<'_>, set: &Set<'_>, train: &[Example]) -> FewShot {
    let skills = set.names.iter().map(|name| {
        let own = train.iter().filter(move |example| example.labels.contains(name));
        (name.as_str(), own.map(|example| example.text.as_str()))
    });
    FewShot::new(&model.reading, skills)
}

/// At most `per_class` examples of every label, drawn with a seed.
fn sampled(mut examples: Vec<Example>, per_class: usize, seed: u64) -> Vec<Example> {
    Random::new(seed).shuffle(&mut examples);
    let mut taken = std::collections::BTreeMap::<Vec<String>, usize>::new();
    examples.retain(|example| {
        let count = taken.entry(example.labels.clone()).or_default();
        *count += 1;
        *count <= per_class
    });
    examples
}

pub(crate) fn gzipped(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[expect(clippy::disallowed_methods, reason = "latency is measured here, not decided on")]
fn now() -> Instant {
    Instant::now()
}
