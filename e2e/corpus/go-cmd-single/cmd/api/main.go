package main

import (
	"fmt"
	"net/http"
	"time"

	single "example.com/go-cmd-single"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		day := time.Date(2024, 2, 28, 0, 0, 0, 0, time.UTC)
		fmt.Fprint(w, single.Tomorrow(day).Format(time.DateOnly))
	})
	http.ListenAndServe(":8000", nil)
}
