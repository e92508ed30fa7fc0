WORD = "from a package beside it"
