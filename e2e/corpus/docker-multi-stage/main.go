package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "uid %d", os.Getuid()) })
	http.ListenAndServe(":8000", nil)
}
