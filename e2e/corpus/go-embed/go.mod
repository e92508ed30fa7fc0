module go-embed

go 1.22
