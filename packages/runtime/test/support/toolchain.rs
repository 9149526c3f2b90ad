// Uses the standard library where it meets the system: streams, files, time and hashing.
use std::collections::HashMap;
use std::io::Read;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut words: HashMap<&str, u32> = HashMap::new();
    for word in input.split_whitespace() {
        *words.entry(word).or_default() += 1;
    }
    println!("{} words, {} arguments", words.len(), std::env::args().count());
    std::fs::create_dir("/folder").unwrap();
    std::fs::write("/folder/a", format!("{:.17}", 22.0f64 / 7.0)).unwrap();
    println!("file holds {}", std::fs::read_to_string("/folder/a").unwrap());
    println!("outside {}", std::fs::read("/../etc/passwd").is_ok());
    println!("time {}", now());
    std::thread::sleep(Duration::from_secs(3600));
    println!("an hour later {}", now());
    std::process::exit(3);
}
