//! What tasks, channels and timers of tokio cost, on one thread where it says nothing else: `core-tokio NAME [COUNT]`.
//!
//! Warms up and prints a line "ns N" for each sample: the mean for one operation. "rate N" is the number in a second, "bytes N"
//! what one sleeper holds, "cold N" and "warm N" what it costs to wake one, in ns.

use std::future::Future;
use std::sync::mpsc as blocking;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::{spawn, yield_now, JoinHandle};
use tokio::time::{sleep, sleep_until};

const WARM_UP: Duration = Duration::from_secs(2);
const SAMPLE: Duration = Duration::from_millis(200);
const SAMPLES: usize = 12;

const SWITCHES: usize = 100_000;
const ROUNDS: usize = 20_000;
const POSTS: usize = 1_000_000;

/// Runs the body for some time and returns the nanoseconds that one of its operations took.
async fn repeat<F: Future>(least: Duration, operations: usize, body: &mut impl FnMut() -> F) -> f64 {
    let mut runs = 0;
    let start = Instant::now();
    loop {
        body().await;
        runs += 1;
        let elapsed = start.elapsed();
        if elapsed >= least {
            return elapsed.as_nanos() as f64 / (runs * operations) as f64;
        }
    }
}

async fn measure<F: Future>(operations: usize, mut body: impl FnMut() -> F) {
    repeat(WARM_UP, operations, &mut body).await;
    for _ in 0..SAMPLES {
        println!("ns {:.2}", repeat(SAMPLE, operations, &mut body).await);
    }
}

async fn measure_rate<F: Future>(operations: usize, mut body: impl FnMut() -> F) {
    repeat(WARM_UP, operations, &mut body).await;
    for _ in 0..SAMPLES {
        println!("rate {:.1}", 1e9 / repeat(SAMPLE, operations, &mut body).await);
    }
}

async fn join(tasks: Vec<JoinHandle<()>>) {
    for task in tasks {
        task.await.unwrap();
    }
}

async fn switch_among(tasks: usize) {
    let yield_often = || async move {
        for _ in 0..SWITCHES / tasks {
            yield_now().await;
        }
    };
    join((0..tasks).map(|_| spawn(yield_often())).collect()).await;
}

async fn spawn_all(tasks: usize) {
    join((0..tasks).map(|_| spawn(async {})).collect()).await;
}

async fn gather(count: usize) {
    join((0..count).map(|_| spawn(yield_now())).collect()).await;
}

async fn queue() {
    let (there, mut asked) = mpsc::channel(1);
    let (back, mut answered) = mpsc::channel(1);
    let answering = spawn(async move {
        while let Some(item) = asked.recv().await {
            back.send(item).await.unwrap();
        }
    });
    for i in 0..ROUNDS {
        there.send(i).await.unwrap();
        answered.recv().await.unwrap();
    }
    drop(there);
    answering.await.unwrap();
}

async fn flood() {
    let (post, mut posted) = mpsc::unbounded_channel();
    let poster = thread::spawn(move || {
        for i in 0..POSTS {
            post.send(i).unwrap();
        }
    });
    while posted.recv().await.is_some() {}
    poster.join().unwrap();
}

async fn ping() {
    let (post, mut posted) = mpsc::unbounded_channel();
    let (answer, answered) = blocking::channel();
    let poster = thread::spawn(move || {
        for i in 0..ROUNDS {
            post.send(i).unwrap();
            answered.recv().unwrap();
        }
    });
    while let Some(i) = posted.recv().await {
        answer.send(i).unwrap();
    }
    poster.join().unwrap();
}

/// The delay of the i-th timer: scattered over a second.
fn delay(i: usize) -> Duration {
    Duration::from_nanos((i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 34)
}

/// Schedules them over a second, cancels nine in ten and lets the others fire, each in a task of its own, since that is how to cancel
/// one. Waits outside of the runtime, which is not counted.
async fn timers(count: usize) {
    for round in 0..6 {
        let start = Instant::now();
        let tasks: Vec<_> = (0..count).map(|i| spawn(sleep(delay(i)))).collect();
        yield_now().await; // now all of them sleep
        for (i, task) in tasks.iter().enumerate() {
            if i % 10 != 0 {
                task.abort();
            }
        }
        let before = start.elapsed();
        thread::sleep(Duration::from_millis(1_100));
        let start = Instant::now();
        for (i, task) in tasks.into_iter().enumerate() {
            assert!(task.await.is_ok() || i % 10 != 0);
        }
        if round > 0 {
            println!("ns {:.2}", (before + start.elapsed()).as_nanos() as f64 / count as f64);
        }
    }
}

fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4096.0
}

async fn memory(count: usize) {
    let before = resident();
    for _ in 0..count {
        spawn(sleep(Duration::from_secs(3_600)));
    }
    yield_now().await; // now all of them sleep
    println!("bytes {:.1}", (resident() - before) / count as f64);
}

/// From the moment at which all sleepers are due until all have ended.
async fn wake(count: usize) {
    for round in 0..4 {
        let deadline = tokio::time::Instant::now() + Duration::from_micros(20) * count as u32;
        let tasks = (0..count).map(|_| spawn(sleep_until(deadline))).collect();
        yield_now().await;
        assert!(tokio::time::Instant::now() < deadline, "it took too long to make them");
        join(tasks).await;
        let nanos = deadline.elapsed().as_nanos() as f64 / count as f64;
        match round {
            0 => println!("cold {nanos:.1}"),
            3 => println!("warm {nanos:.1}"),
            _ => {}
        }
    }
}

async fn run(name: String, count: usize) {
    match name.as_str() {
        "switch" => measure(SWITCHES, || switch_among(count)).await,
        "spawn" => measure(count, || spawn_all(count)).await,
        "queue" => measure(ROUNDS, queue).await,
        "gather" => measure(count, || gather(count)).await,
        "flood" => measure_rate(POSTS, flood).await,
        "ping" => measure_rate(ROUNDS, ping).await,
        "timers" => timers(count).await,
        "memory" => memory(count).await,
        "wake" => wake(count).await,
        _ => panic!("no benchmark {name}"),
    }
}

/// What is measured is a task too: what `main` does itself is woken in another way.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let name = std::env::args().nth(1).expect("the name of a benchmark");
    let count = std::env::args().nth(2).map_or(0, |count| count.parse().unwrap());
    spawn(run(name, count)).await.unwrap();
}
