package main

import (
	"net/http"

	"example.com/go-cmd/internal/store"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(store.Get(r.URL.Path[1:]))) })
	http.ListenAndServe(":8000", nil)
}
