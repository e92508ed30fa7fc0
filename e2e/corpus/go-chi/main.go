package main

import (
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func main() {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer)
	r.Get("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("hello " + chi.URLParam(r, "name")))
	})
	r.Get("/panic", func(w http.ResponseWriter, r *http.Request) { panic("on purpose") })
	http.ListenAndServe(":"+os.Getenv("PORT"), r)
}
