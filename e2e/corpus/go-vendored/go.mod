module go-vendored

go 1.21

require git.example.com/intern/ids v1.4.0
