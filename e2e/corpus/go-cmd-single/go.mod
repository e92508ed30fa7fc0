module example.com/go-cmd-single

go 1.22
