// A small program whose start and end are measured: two goroutines that hand over what they have.
package main

import "fmt"

func main() {
	hello := make(chan string)
	world := make(chan string)
	go func() { hello <- "Hello" }()
	go func() { world <- "world" }()
	fmt.Println(<-hello + ", " + <-world)
}
