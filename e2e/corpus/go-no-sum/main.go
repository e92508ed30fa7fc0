package main

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, uuid.NewSHA1(uuid.NameSpaceDNS, []byte("example.com")))
	})
	http.ListenAndServe("0.0.0.0:8000", nil)
}
