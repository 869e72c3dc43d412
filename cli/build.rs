//! How programs are linked: on Linux at addresses that are known then. Of a program that may lie anywhere the tables of words and
//! of characters have 70,000 addresses to be put right at each start, a fifth of the time to the answer of a rare word. The system
//! still places the libraries, the heap and the stack at random.

fn main() {
    println!("cargo::rerun-if-env-changed=CARGO_CFG_TARGET_OS");
    let is = |variable: &str, value: &str| std::env::var(variable).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
