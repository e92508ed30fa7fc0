package lib

func Handle(name string) string { return "hello " + name }
