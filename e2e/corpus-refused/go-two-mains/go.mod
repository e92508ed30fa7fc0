module example.com/go-two-mains

go 1.22
