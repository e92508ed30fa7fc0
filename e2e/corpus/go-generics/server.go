package main

import (
	"fmt"
	"net/http"

	"go-generics/internal/cache"
)

func counting(counts *cache.Cache[string, int]) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, counts.Update(r.URL.Path, func(n int) int { return n + 1 }))
	})
}
