//! Turns the compiled functions into what the Workers runtime loads: `edgewise-bundle IN.wasm OUT_DIR`.
//!
//! The library behind the `wasm-bindgen` command is pinned to the version of `wasm-bindgen` itself,
//! so the two can never disagree, and no tool has to be fetched or installed beside the build.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(wasm), Some(out)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: edgewise-bundle IN.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    match bundle(&wasm, &out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("could not bundle {}: {error}", wasm.display());
            ExitCode::FAILURE
        }
    }
}

fn bundle(wasm: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    // A panic must leave an instance that can be thrown away: `functions/entry.mjs` resets it.
    Bindgen::new()
        .input_path(wasm)
        .out_name("index")
        .module(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        .generate(out)?;
    // The runtime hands out a module for a plain import of a `.wasm` file; source phase imports are
    // not understood by every bundler yet.
    let script = out.join("index.js");
    let text = fs::read_to_string(&script)?.replace("import source ", "import ");
    fs::write(&script, text)?;
    Ok(())
}
