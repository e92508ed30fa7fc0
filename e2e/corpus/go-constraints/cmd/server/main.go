package main

import (
	"fmt"
	"log"
	"net/http"
	"time"
)

func main() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(":8000", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, time.Unix(0, 0).In(berlin).Format("15:04 MST"))
	})))
}
