package main

import (
	"fmt"
	"net/http"

	"example.com/shop/money"
	"github.com/google/uuid"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%v %d", money.Cents(1999), len(uuid.NewString()))
	})
	http.ListenAndServe(":8000", nil)
}
