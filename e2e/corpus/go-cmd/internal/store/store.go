package store

func Get(key string) string { return "value of " + key }
