//! The official clients, from their registries.

use super::Fault;
use std::{path::Path, process::Command};

/// `@supabase/realtime-js` under Node.
pub(crate) fn javascript(folder: &Path, url: &str) -> Result<Vec<String>, Fault> {
    std::fs::write(folder.join("package.json"), r#"{"name":"bench","private":true,"type":"module"}"#)?;
    std::fs::write(folder.join("client.mjs"), include_str!("../../../clients/realtime.mjs"))?;
    let packages =
        ["install", "--silent", "--no-audit", "--no-fund", "@supabase/realtime-js@2.119.0", "ws@8"];
    run(Command::new("npm").args(packages).current_dir(folder))?;
    Ok(vec![
        "node".to_owned(),
        "--expose-gc".to_owned(),
        folder.join("client.mjs").display().to_string(),
        url.to_owned(),
    ])
}

/// `realtime` under Python.
pub(crate) fn python(folder: &Path, url: &str) -> Result<Vec<String>, Fault> {
    let venv = folder.join("venv");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let python = venv.join("bin/python");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "realtime==2.34.1"]))?;
    let program = folder.join("client.py");
    std::fs::write(&program, include_str!("../../../clients/realtime.py"))?;
    Ok(vec![python.display().to_string(), program.display().to_string(), url.to_owned()])
}

fn run(command: &mut Command) -> Result<(), Fault> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {errors}", command.get_program().display()).into())
}
