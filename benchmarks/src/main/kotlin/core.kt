/**
 * What coroutines, channels and timers of Kotlin cost, on the event loop of `runBlocking`: `core NAME [COUNT]`.
 *
 * Warms up and prints a line "ns N" for each sample: the mean for one operation. "rate N" is the number in a second, "bytes N" what
 * one sleeper holds, "cold N" and "warm N" what it costs to wake one, in ns.
 */
import java.lang.management.ManagementFactory
import java.util.concurrent.locks.LockSupport
import kotlin.concurrent.thread
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.system.exitProcess
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource.Monotonic
import kotlinx.coroutines.*
import kotlinx.coroutines.channels.Channel

private val WARM_UP = 3.seconds
private val SAMPLE = 200.milliseconds
private const val SAMPLES = 12

private const val SWITCHES = 100_000
private const val CALLBACKS = 100_000
private const val ROUNDS = 20_000
private const val POSTS = 1_000_000

/** Runs the body for some time and returns the nanoseconds that one of its operations took. */
private suspend fun repeat(least: Duration, operations: Int, body: suspend () -> Unit): Double {
    val start = Monotonic.markNow()
    var runs = 0
    var elapsed: Duration
    do {
        body()
        runs++
        elapsed = start.elapsedNow()
    } while (elapsed < least)
    return elapsed.inWholeNanoseconds.toDouble() / runs / operations
}

private suspend fun measure(operations: Int, body: suspend () -> Unit) {
    repeat(WARM_UP, operations, body)
    repeat(SAMPLES) { println("ns ${repeat(SAMPLE, operations, body)}") }
}

private suspend fun measureRate(operations: Int, body: suspend () -> Unit) {
    repeat(WARM_UP, operations, body)
    repeat(SAMPLES) { println("rate ${1e9 / repeat(SAMPLE, operations, body)}") }
}

private suspend fun switchAmong(tasks: Int) = coroutineScope {
    repeat(tasks) {
        launch { repeat(SWITCHES / tasks) { yield() } }
    }
}

private suspend fun spawn(tasks: Int) = coroutineScope {
    var ran = 0
    val started = Array(tasks) { async { ran++ } }
    for (task in started) {
        task.await()
    }
}

/** A callback that schedules itself again until its chain ends. Of several classes, so that the JVM cannot inline the one that it knows. */
private abstract class Link(private val dispatcher: CoroutineDispatcher, private val ended: CompletableJob) : Runnable {
    private var left = 0

    fun start(length: Int) {
        left = length
        dispatcher.dispatch(EmptyCoroutineContext, this)
    }

    protected fun next() {
        if (--left > 0) {
            dispatcher.dispatch(EmptyCoroutineContext, this)
        } else {
            ended.complete()
        }
    }
}

private class A(dispatcher: CoroutineDispatcher, ended: CompletableJob) : Link(dispatcher, ended) {
    override fun run() = next()
}

private class B(dispatcher: CoroutineDispatcher, ended: CompletableJob) : Link(dispatcher, ended) {
    override fun run() = next()
}

private class C(dispatcher: CoroutineDispatcher, ended: CompletableJob) : Link(dispatcher, ended) {
    override fun run() = next()
}

private class D(dispatcher: CoroutineDispatcher, ended: CompletableJob) : Link(dispatcher, ended) {
    override fun run() = next()
}

private suspend fun chains(count: Int) {
    val dispatcher = dispatcher()
    val all = List(count) { Job() }
    all.forEachIndexed { i, ended ->
        val first = when (i % 4) {
            0 -> A(dispatcher, ended)
            1 -> B(dispatcher, ended)
            2 -> C(dispatcher, ended)
            else -> D(dispatcher, ended)
        }
        first.start(CALLBACKS / count)
    }
    all.joinAll()
}

private suspend fun dispatcher() = currentCoroutineContext()[ContinuationInterceptor] as CoroutineDispatcher

private suspend fun queue() = coroutineScope {
    val there = Channel<Int>(1)
    val back = Channel<Int>(1)
    launch {
        repeat(ROUNDS) { back.send(there.receive()) }
    }
    for (i in 0..<ROUNDS) {
        there.send(i and 127)
        back.receive()
    }
}

private suspend fun gather(count: Int) = coroutineScope {
    List(count) { i -> async { yield(); i } }.awaitAll()
    Unit
}

private suspend fun flood() {
    val dispatcher = dispatcher()
    val ended = Job()
    var left = POSTS
    val callback = Runnable { if (--left == 0) ended.complete() }
    thread {
        repeat(POSTS) { dispatcher.dispatch(EmptyCoroutineContext, callback) }
    }
    ended.join()
}

private suspend fun ping() {
    val dispatcher = dispatcher()
    val ended = Job()
    val poster = Poster(dispatcher)
    thread {
        repeat(ROUNDS) { poster.ping() }
        ended.complete()
    }
    ended.join()
}

private class Poster(private val dispatcher: CoroutineDispatcher) {
    @Volatile
    private var waiting: Thread? = null
    private val answer = Runnable {
        val thread = waiting
        waiting = null
        LockSupport.unpark(thread)
    }

    fun ping() {
        waiting = Thread.currentThread()
        dispatcher.dispatch(EmptyCoroutineContext, answer)
        while (waiting != null) {
            LockSupport.park(this)
        }
    }
}

/** The delay of the i-th timer: scattered over a second. */
private fun delayOf(i: Int) = (i * -0x61c8864680b583ebL ushr 34).nanoseconds

/**
 * Schedules them over a second, cancels nine in ten and lets the others fire, each in a coroutine of its own, since that is how to
 * cancel one. Waits outside of the event loop, which is not counted.
 */
private suspend fun timers(count: Int) = coroutineScope {
    repeat(8) { round ->
        var start = Monotonic.markNow()
        val all = Array(count) { i -> launch { delay(delayOf(i)) } }
        yield() // now all of them sleep
        all.forEachIndexed { i, job -> if (i % 10 != 0) job.cancel() }
        val before = start.elapsedNow()
        Thread.sleep(1_100)
        start = Monotonic.markNow()
        for (job in all) {
            job.join()
        }
        if (round > 2) {
            println("ns ${(before + start.elapsedNow()).inWholeNanoseconds.toDouble() / count}")
        }
    }
}

private fun heap(): Long {
    repeat(3) { System.gc() }
    return ManagementFactory.getMemoryMXBean().heapMemoryUsage.used
}

private suspend fun memory(count: Int): Unit = coroutineScope {
    val before = heap()
    repeat(count) {
        launch { delay(1.hours) }
    }
    yield() // now all of them sleep
    println("bytes ${(heap() - before).toDouble() / count}")
    exitProcess(0)
}

/** From the moment at which all sleepers are due until all have ended. */
private suspend fun wake(count: Int) {
    for (round in 0..3) {
        val deadline = Monotonic.markNow() + 20.microseconds * count
        coroutineScope {
            repeat(count) {
                launch { delay(-deadline.elapsedNow()) }
            }
            yield()
            check(deadline.hasNotPassedNow()) { "it took too long to make them" }
        }
        val nanos = deadline.elapsedNow().inWholeNanoseconds.toDouble() / count
        when (round) {
            0 -> println("cold $nanos")
            3 -> println("warm $nanos")
        }
    }
}

fun main(arguments: Array<String>) = runBlocking {
    val count = arguments.getOrNull(1)?.toInt() ?: 0
    when (val name = arguments[0]) {
        "switch" -> measure(SWITCHES) { switchAmong(count) }
        "spawn" -> measure(count) { spawn(count) }
        "callsoon" -> measure(CALLBACKS) { chains(count) }
        "queue" -> measure(ROUNDS) { queue() }
        "gather" -> measure(count) { gather(count) }
        "flood" -> measureRate(POSTS) { flood() }
        "ping" -> measureRate(ROUNDS) { ping() }
        "timers" -> timers(count)
        "memory" -> memory(count)
        "wake" -> wake(count)
        else -> error("no benchmark $name")
    }
}
