package main

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
)

func squares(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i * i) {
				return
			}
		}
	}
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, slices.Collect(squares(4))) })
	http.ListenAndServe(":8000", nil)
}
