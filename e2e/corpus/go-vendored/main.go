package main

import (
	"net/http"

	"git.example.com/intern/ids"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := ids.Check(r.URL.Path[1:]); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		}
	})
	http.ListenAndServe(":8000", nil)
}
