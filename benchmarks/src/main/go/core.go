// What goroutines, channels and timers of Go cost, on one thread where it says nothing else.
//
//	core NAME [COUNT]
//
// Warms up and prints a line "ns N" for each sample: the mean for one operation. "rate N" is the number in a second, "bytes N"
// what one sleeper holds, "cold N" and "warm N" what it costs to wake one, in ns.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	warmUp  = 2 * time.Second
	sample  = 200 * time.Millisecond
	samples = 12

	switches  = 100_000
	callbacks = 100_000
	rounds    = 20_000
	posts     = 1_000_000
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// repeat runs the body for some time and returns the nanoseconds that one of its operations took.
func repeat(least time.Duration, operations int, body func()) float64 {
	runs := 0
	start := time.Now()
	elapsed := time.Duration(0)
	for ; elapsed < least; elapsed = time.Since(start) {
		body()
		runs++
	}
	return float64(elapsed) / float64(runs*operations)
}

func measure(operations int, body func()) {
	repeat(warmUp, operations, body)
	for i := 0; i < samples; i++ {
		fmt.Printf("ns %.2f\n", repeat(sample, operations, body))
	}
}

func measureRate(operations int, body func()) {
	repeat(warmUp, operations, body)
	for i := 0; i < samples; i++ {
		fmt.Printf("rate %.1f\n", 1e9/repeat(sample, operations, body))
	}
}

func switchAmong(tasks int) {
	var done sync.WaitGroup
	done.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() {
			defer done.Done()
			for left := switches / tasks; left > 0; left-- {
				runtime.Gosched()
			}
		}()
	}
	done.Wait()
}

func spawn(tasks int) {
	ran := 0 // there is only one thread
	var done sync.WaitGroup
	done.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() {
			ran++
			done.Done()
		}()
	}
	done.Wait()
	if ran != tasks {
		panic(ran)
	}
}

// chains runs callbacks that schedule themselves again, by a channel of functions, which is what a loop is made of in Go.
func chains(count int) {
	ready := make(chan func(), count)
	unfinished := count
	for i := 0; i < count; i++ {
		left := callbacks / count
		var callback func()
		callback = func() {
			if left--; left > 0 {
				ready <- callback
			} else {
				unfinished--
			}
		}
		ready <- callback
	}
	for unfinished > 0 {
		(<-ready)()
	}
}

func queue() {
	there := make(chan int, 1)
	back := make(chan int, 1)
	go func() {
		for i := 0; i < rounds; i++ {
			back <- <-there
		}
	}()
	for i := 0; i < rounds; i++ {
		there <- i
		<-back
	}
}

func gather(count int) {
	var done sync.WaitGroup
	done.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			runtime.Gosched()
			done.Done()
		}()
	}
	done.Wait()
}

// onAnotherThread runs the body on a thread of the system that nothing else has.
func onAnotherThread(body func()) {
	go func() {
		runtime.LockOSThread()
		body()
	}()
}

func flood() {
	posted := make(chan func(), 1024)
	begin := make(chan bool)
	ran := 0
	onAnotherThread(func() {
		for range begin {
			for i := 0; i < posts; i++ {
				posted <- func() { ran++ }
			}
		}
	})
	measureRate(posts, func() {
		begin <- true
		for ran = 0; ran < posts; {
			(<-posted)()
		}
	})
}

func ping() {
	posted := make(chan func(), 1)
	answer := make(chan bool, 1)
	onAnotherThread(func() {
		for callback := range posted {
			callback()
		}
	})
	measureRate(rounds, func() {
		for i := 0; i < rounds; i++ {
			posted <- func() { answer <- true }
			<-answer
		}
	})
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// timers schedules them over a second, cancels nine in ten and lets the others fire. CPU time, so that waiting is not counted.
func timers(count int) {
	all := make([]*time.Timer, count)
	for i := 0; i < 6; i++ {
		var fired sync.WaitGroup
		start := cpuTime()
		for i := range all {
			callback := func() {}
			if i%10 == 0 {
				fired.Add(1)
				callback = fired.Done
			}
			all[i] = time.AfterFunc(time.Duration(uint64(i)*0x9E3779B97F4A7C15>>34), callback)
		}
		for i, timer := range all {
			if i%10 != 0 {
				timer.Stop()
			}
		}
		fired.Wait()
		if i > 0 {
			fmt.Printf("ns %.2f\n", float64(cpuTime()-start)/float64(count))
		}
	}
}

func resident() int {
	runtime.GC()
	debug.FreeOSMemory()
	statm, err := os.ReadFile("/proc/self/statm")
	check(err)
	var size, pages int
	_, err = fmt.Sscan(string(statm), &size, &pages)
	check(err)
	return pages * os.Getpagesize()
}

func memory(count int) {
	before := resident()
	for i := 0; i < count; i++ {
		go time.Sleep(time.Hour)
	}
	runtime.Gosched() // now all of them sleep
	fmt.Printf("bytes %.1f\n", float64(resident()-before)/float64(count))
}

// wake measures from the moment at which all sleepers are due until the last has ended.
func wake(count int) {
	for i := 0; i < 4; i++ {
		deadline := time.Now().Add(time.Duration(count) * 20 * time.Microsecond)
		var done sync.WaitGroup
		done.Add(count)
		for i := 0; i < count; i++ {
			go func() {
				time.Sleep(time.Until(deadline))
				done.Done()
			}()
		}
		runtime.Gosched()
		if time.Now().After(deadline) {
			panic("it took too long to make them")
		}
		done.Wait()
		nanos := float64(time.Since(deadline)) / float64(count)
		switch i {
		case 0:
			fmt.Printf("cold %.1f\n", nanos)
		case 3:
			fmt.Printf("warm %.1f\n", nanos)
		}
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	count := 0
	if len(os.Args) > 2 {
		var err error
		count, err = strconv.Atoi(os.Args[2])
		check(err)
	}
	switch name := os.Args[1]; name {
	case "switch":
		measure(switches, func() { switchAmong(count) })
	case "spawn":
		measure(count, func() { spawn(count) })
	case "callsoon":
		measure(callbacks, func() { chains(count) })
	case "queue":
		measure(rounds, queue)
	case "gather":
		measure(count, func() { gather(count) })
	case "flood":
		flood()
	case "ping":
		ping()
	case "timers":
		timers(count)
	case "memory":
		memory(count)
	case "wake":
		wake(count)
	default:
		panic("no benchmark " + name)
	}
}
