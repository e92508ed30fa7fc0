// Package ids is nowhere but here: whoever builds this has to take it from vendor.
package ids

import "fmt"

func Check(id string) error {
	if len(id) != 8 {
		return fmt.Errorf("an id has 8 characters, not %d", len(id))
	}
	return nil
}
