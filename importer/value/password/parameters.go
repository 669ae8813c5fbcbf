package password

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parameters reads "m=65536,t=3,p=4" into numbers; each name may stand once.
func parameters(s string) (map[string]uint64, error) {
	found := make(map[string]uint64, 4)
	for part := range strings.SplitSeq(s, ",") {
		name, value, _ := strings.Cut(part, "=")
		n, err := number(value)
		if _, twice := found[name]; err != nil || twice {
			return nil, fmt.Errorf("%w: its parameters cannot be read", ErrDamaged)
		}
		found[name] = n
	}
	return found, nil
}

// need returns the parameters of these names, in this order; there must be no others, and none may be 0.
func need(s string, names ...string) ([]uint64, error) {
	found, err := parameters(s)
	if err != nil {
		return nil, err
	}
	values := make([]uint64, len(names))
	for i, name := range names {
		values[i] = found[name]
		if values[i] == 0 || len(found) != len(names) {
			return nil, fmt.Errorf("%w: its parameters must be %s, each at least 1", ErrDamaged, strings.Join(names, ", "))
		}
	}
	return values, nil
}

// number reads a decimal number. One that is too large for 32 bits becomes the largest, so that it is
// refused for its cost and not for its form.
func number(s string) (uint64, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, fmt.Errorf("%w: a number of it cannot be read", ErrDamaged)
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return math.MaxUint32, nil //nolint:nilerr // of digits alone, the only mistake is being too large
	}
	return n, nil
}

// fields splits what follows the name of a scheme at its dollars; there must be n fields.
func fields(rest string, n int) ([]string, error) {
	split := strings.Split(rest, "$")
	if len(split) != n {
		return nil, fmt.Errorf("%w: it has %d parts after its name, and %d are needed", ErrDamaged, len(split), n)
	}
	return split, nil
}

// key reads the hash proper from base64.
func key(s string) ([]byte, error) {
	decoded, ok := decode64(s)
	if !ok {
		return nil, fmt.Errorf("%w: the hash proper is not base64", ErrDamaged)
	}
	return decoded, nil
}
