package main

import (
	"io"
	"net/http"

	"example.com/greet"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, greet.Hello(r.URL.Path[1:])) })
	http.ListenAndServe(":8000", nil)
}
