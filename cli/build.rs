//! The program is linked for one fixed place in memory: at every start the loader would else write some seventy thousand addresses of
//! the tables that its libraries hold into 1.6 MB of fresh memory, a quarter of the time that the program takes to answer.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo:rustc-link-arg-bin=search=-no-pie");
    }
}
