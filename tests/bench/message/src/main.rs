//! The same natively: reads a [`Body`] from standard input and tells for each message how many
//! microseconds one of its readings took, the mean of a number of them: `edgewise-message TIMES < BODY`.
#![expect(clippy::print_stdout, reason = "a command's answer goes there")]

use std::{error::Error, io, time::Instant};

use edgewise_message::{Body, Reader};

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn main() -> Result<(), Box<dyn Error>> {
    let times = std::env::args().nth(1).ok_or("usage: edgewise-message TIMES < BODY")?.parse()?;
    let body: Body = serde_json::from_reader(io::stdin().lock())?;
    let reader = Reader::of(&body);
    // What is read once for all messages is not what is measured.
    let mut commands = body.texts.iter().map(|text| reader.read(text, 1)).sum::<usize>();
    let mut took: Vec<f64> = Vec::with_capacity(body.texts.len());
    for text in &body.texts {
        let from = Instant::now();
        commands = commands.saturating_add(reader.read(text, times));
        took.push(from.elapsed().as_secs_f64() * 1e6 / f64::from(times));
    }
    let orders = reader.orders();
    println!("{}", serde_json::json!({ "orders": orders, "commands": commands, "took": took }));
    Ok(())
}
