// What async functions, callbacks and timers of node cost: core.js NAME [COUNT].
//
// Warms up and prints a line "ns N" for each sample: the mean for one operation. "rate N" is the number in a second, "bytes N"
// what one sleeper holds, "cold N" and "warm N" what it costs to wake one, in ns.
'use strict'
const { setImmediate: immediate, setTimeout: sleep } = require('node:timers/promises')
const { readFileSync } = require('node:fs')

const WARM_UP = 2000
const SAMPLE = 200
const SAMPLES = 12

const SWITCHES = 100_000
const CALLBACKS = 100_000
const ROUNDS = 20_000
const POSTS = 100_000

// Runs the body for some time and returns the milliseconds that one of its operations took.
async function repeat(least, operations, body) {
  let runs = 0
  const start = performance.now()
  let elapsed = 0
  for (; elapsed < least; elapsed = performance.now() - start) {
    await body()
    runs++
  }
  return elapsed / (runs * operations)
}

async function measure(operations, body, line = millis => 'ns ' + (millis * 1e6).toFixed(2)) {
  await repeat(WARM_UP, operations, body)
  for (let i = 0; i < SAMPLES; i++) console.log(line(await repeat(SAMPLE, operations, body)))
}

const measureRate = (operations, body) => measure(operations, body, millis => 'rate ' + (1e3 / millis).toFixed(1))

function switchByPromise(tasks) {
  const awaitOften = async () => { for (let left = SWITCHES / tasks; left > 0; left--) await null }
  return Promise.all(Array.from({ length: tasks }, awaitOften))
}

function switchByImmediate(tasks) {
  const awaitOften = async () => { for (let left = SWITCHES / tasks; left > 0; left--) await immediate() }
  return Promise.all(Array.from({ length: tasks }, awaitOften))
}

async function spawn(tasks) {
  let ran = 0
  const empty = async () => ran++
  const started = Array.from({ length: tasks }, empty)
  for (const task of started) await task
}

function chains(count, schedule) {
  return new Promise(resolve => {
    let unfinished = count
    for (let i = 0; i < count; i++) {
      let left = CALLBACKS / count
      const callback = () => {
        if (--left > 0) schedule(callback)
        else if (--unfinished === 0) resolve()
      }
      schedule(callback)
    }
  })
}

async function gather(count) {
  const sleepZero = async i => { await null; return i }
  return (await Promise.all(Array.from({ length: count }, (_, i) => sleepZero(i)))).length
}

// The messages of a worker, as many as it is told each time.
async function posts(each, count, answered) {
  const { Worker } = require('node:worker_threads')
  const worker = new Worker(__filename, { argv: [each] })
  await measureRate(count, () => new Promise(resolve => {
    let left = count
    worker.on('message', message => {
      if (answered) worker.postMessage(message)
      if (--left === 0) {
        worker.removeAllListeners('message')
        resolve()
      }
    })
    worker.postMessage(count)
  }))
  await worker.terminate()
}

function postFromHere(each) {
  const { parentPort } = require('node:worker_threads')
  let left = 0
  parentPort.on('message', message => {
    if (each === 'flood') for (let i = 0; i < message; i++) parentPort.postMessage(0)
    else {
      left = message > 0 ? message : left - 1
      if (left > 0) parentPort.postMessage(0)
    }
  })
}

// Schedules them over a second, cancels nine in ten and lets the others fire. Waits outside of the loop, which is not counted.
async function timers(count) {
  const wait = new Int32Array(new SharedArrayBuffer(4))
  for (let round = 0; round < 6; round++) {
    const { user, system } = process.cpuUsage()
    await new Promise(resolve => {
      let unfired = Math.ceil(count / 10)
      const callback = () => { if (--unfired === 0) resolve() }
      const all = new Array(count)
      for (let i = 0; i < count; i++) all[i] = setTimeout(callback, delayMillis(i))
      for (let i = 0; i < count; i++) if (i % 10 !== 0) clearTimeout(all[i])
      Atomics.wait(wait, 0, 0, 1100)
    })
    const used = process.cpuUsage({ user, system })
    if (round > 0) console.log('ns ' + ((used.user + used.system) * 1e3 / count).toFixed(2))
  }
}

// The delay of the i-th timer: scattered over a second.
const delayMillis = i => (Math.imul(i, 0x9E3779B9) >>> 2) / 1e6

function resident() {
  gc()
  return Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096
}

async function memory(count) {
  const before = resident()
  const sleepLong = async () => { await sleep(3_600_000) }
  const tasks = Array.from({ length: count }, sleepLong)
  await immediate()
  console.log('bytes ' + ((resident() - before) / tasks.length).toFixed(1))
  process.exit()
}

// From the moment at which all sleepers are due until all have ended.
async function wake(count) {
  for (let round = 0; round < 4; round++) {
    await immediate() // so that the loop's time is now
    const delay = count * 0.02
    const deadline = performance.now() + delay
    const sleeper = async () => { await sleep(delay) }
    const tasks = Array.from({ length: count }, sleeper)
    if (performance.now() > deadline) throw new Error('it took too long to make them')
    for (const task of tasks) await task
    const nanos = ((performance.now() - deadline) * 1e6 / count).toFixed(1)
    if (round === 0) console.log('cold ' + nanos)
    if (round === 3) console.log('warm ' + nanos)
  }
}

const name = process.argv[2]
const count = Number(process.argv[3])
if (!require('node:worker_threads').isMainThread) postFromHere(name)
else if (name === 'switch') measure(SWITCHES, () => switchByPromise(count))
else if (name === 'switch-immediate') measure(SWITCHES, () => switchByImmediate(count))
else if (name === 'spawn') measure(count, () => spawn(count))
else if (name === 'callsoon') measure(CALLBACKS, () => chains(count, queueMicrotask))
else if (name === 'callsoon-immediate') measure(CALLBACKS, () => chains(count, setImmediate))
else if (name === 'gather') measure(count, () => gather(count))
else if (name === 'flood') posts(name, POSTS, false)
else if (name === 'ping') posts(name, ROUNDS, true)
else if (name === 'timers') timers(count)
else if (name === 'memory') memory(count)
else if (name === 'wake') wake(count)
else throw new Error('no benchmark ' + name)
