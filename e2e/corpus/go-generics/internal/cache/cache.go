package cache

import "sync"

type Cache[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
}

func New[K comparable, V any]() *Cache[K, V] {
	return &Cache[K, V]{values: map[K]V{}}
}

func (c *Cache[K, V]) Update(key K, change func(V) V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = change(c.values[key])
	return c.values[key]
}
