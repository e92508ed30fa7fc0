package main

import "example.com/go-cmd/internal/store"

func main() { println(store.Get("migrations")) }
