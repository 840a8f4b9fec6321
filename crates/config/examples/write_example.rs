//! Writes `config.example.yaml` anew: `cargo run -p inkan-config --example write_example`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config.example.yaml");
    std::fs::write(path, inkan_config::example_file())
}
