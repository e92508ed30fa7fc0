module example.com/go-no-main

go 1.22
