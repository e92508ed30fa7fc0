module go-generics

go 1.21
