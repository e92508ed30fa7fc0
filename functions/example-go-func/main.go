// A function is an HTTP server on port 8000. This one is net/http and nothing else.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

type answer struct {
	Message   string          `json:"message"`
	Runtime   string          `json:"runtime"`
	Timestamp string          `json:"timestamp"`
	Hostname  string          `json:"hostname"`
	Received  json.RawMessage `json:"received,omitempty"`
}

func handle(w http.ResponseWriter, r *http.Request) {
	hostname, _ := os.Hostname()
	a := answer{
		Message:   "Hello from SmolFaaS Go function!",
		Runtime:   "go",
		Timestamp: time.Now().UTC().Format(time.RFC3339Nano),
		Hostname:  hostname,
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, `{"error":"body too large"}`, http.StatusRequestEntityTooLarge)
		return
	}
	if json.Valid(body) {
		a.Received = body
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(a)
}

func main() {
	log.Fatal(http.ListenAndServe("0.0.0.0:8000", http.HandlerFunc(handle)))
}
