package password

import (
	"fmt"
	"strings"
)

// parseDjangoPBKDF2 reads 600000$SALT$HASH, the salt being text as it stands (Django, PBKDF2PasswordHasher).
func parseDjangoPBKDF2(name, rest string, salt saltColumn) (verifier, error) {
	parts, err := fields(rest, 3)
	if err != nil {
		return nil, err
	}
	rounds, err := number(parts[0])
	if err != nil {
		return nil, err
	}
	salted, err := salt.text(parts[1])
	if err != nil {
		return nil, err
	}
	derived, err := key(parts[2])
	if err != nil {
		return nil, err
	}
	return newPBKDF2(strings.TrimPrefix(name, "pbkdf2_"), rounds, salted, derived)
}

// parseDjangoScrypt reads 16384$SALT$8$5$HASH: N, the salt as text, r and p (Django, ScryptPasswordHasher).
func parseDjangoScrypt(_, rest string, salt saltColumn) (verifier, error) {
	parts, err := fields(rest, 5)
	if err != nil {
		return nil, err
	}
	cost, err := need(fmt.Sprintf("N=%s,r=%s,p=%s", parts[0], parts[2], parts[3]), "N", "r", "p")
	if err != nil {
		return nil, err
	}
	settings, err := newScryptCost(log2(cost[0]), cost[1], cost[2])
	if err != nil {
		return nil, err
	}
	h := scryptHash{cost: settings}
	if h.salt, err = salt.text(parts[1]); err != nil {
		return nil, err
	}
	if h.key, err = key(parts[4]); err != nil {
		return nil, err
	}
	return h, keyFits(h.key, h.salt)
}

// log2 returns the base-2 logarithm of a power of two, and 0 of any other number.
func log2(n uint64) uint64 {
	for log := uint64(1); log < 64; log++ {
		if n == 1<<log {
			return log
		}
	}
	return 0
}
