package cache

import "testing"

func TestUpdate(t *testing.T) {
	if got := New[int, int]().Update(1, func(n int) int { return n + 1 }); got != 1 {
		t.Fatal(got)
	}
}
