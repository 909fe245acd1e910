//! Trains, evaluates and inspects the embedded language understanding.
//!
//! ```text
//! trainer evaluate --train FILE.. [--dev FILE..] --test FILE.. --out FILE [--oos LABEL]
//!                  [--per-class N --seed S] [--few-shot] [--noise SEED] [--model FILE]
//! trainer distil   --data FOLDER --out FILE
//! trainer train    [--corpora FOLDER] [--model FILE] --out FILE
//! trainer understand --profile FILE [--playbook FILE] [--now INSTANT] < MESSAGES
//! ```
//! Every command gives the same bytes from the same inputs. A name may stand several times where
//! several files are taken.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "numeric code that runs offline: a fault in it must stop it, and may"
)]
#![expect(clippy::print_stdout, reason = "a command's answer goes there")]

mod arguments;
mod base;
mod classifier;
mod distil;
mod evaluate;
mod example;
mod figures;
mod inspect;
mod machine;
mod metric;
mod noise;
mod random;
mod set;
mod student;
mod train;

use std::{env, error::Error, fs, io, process::ExitCode};

use arguments::Arguments;

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let arguments = Arguments::new(words);
    let done = match command.as_str() {
        "distil" => distil(arguments),
        "evaluate" => evaluate::evaluate(arguments).map_err(Box::from).map(|report| {
            println!("{report:#}");
        }),
        "train" => train(arguments),
        "understand" => {
            inspect::inspect(arguments, io::stdin().lock(), io::stdout().lock()).map_err(Box::from)
        }
        _ => Err("the commands are: distil, evaluate, train, understand".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn distil(mut arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let (data, out) = (arguments.path("data")?, arguments.path("out")?);
    arguments.finish()?;
    Ok(fs::write(out, distil::distil(&data)?)?)
}

fn train(mut arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let out = arguments.path("out")?;
    let (file, report) = train::train(arguments)?;
    fs::write(out, file)?;
    println!("{report:#}");
    Ok(())
}
