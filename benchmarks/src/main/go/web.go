// HTTP by net/http, all on one thread. As a server prints "port N"; as a client ("web-go client PORT") what clients print.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	calls  = 20000
	atOnce = 100
)

type order struct {
	User    string `json:"user"`
	Order   int    `json:"order"`
	Message string `json:"message"`
}

func serve() {
	http.HandleFunc("/plaintext", func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", "text/plain")
		io.WriteString(response, "Hello, World!")
	})
	http.HandleFunc("/users/", func(response http.ResponseWriter, request *http.Request) {
		path := strings.Split(request.URL.Path, "/") // its own router has no variables before Go 1.22
		number, _ := strconv.Atoi(path[4])
		body, _ := json.Marshal(order{path[2], number, "Hello, World!"})
		response.Header().Set("Content-Type", "application/json")
		response.Write(body)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, nil))
}

func round(client *http.Client, url string) {
	var begun int64
	var callers sync.WaitGroup
	for i := 0; i < atOnce; i++ {
		callers.Add(1)
		go func() {
			defer callers.Done()
			for atomic.AddInt64(&begun, 1) <= calls {
				response, err := client.Get(url)
				if err != nil {
					panic(err)
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || string(body) != "Hello, World!" {
					panic("a wrong response")
				}
			}
		}()
	}
	callers.Wait()
}

func repeat(client *http.Client, url string, seconds float64) float64 {
	start := time.Now()
	done := 0
	for time.Since(start).Seconds() < seconds {
		round(client, url)
		done += calls
	}
	return float64(done) / time.Since(start).Seconds()
}

func main() {
	runtime.GOMAXPROCS(1)
	if len(os.Args) < 3 {
		serve()
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	url := "http://127.0.0.1:" + os.Args[2] + "/plaintext"
	repeat(client, url, 2)
	fmt.Println("begin")
	fmt.Printf("rate %.1f\n", repeat(client, url, 4))
}
