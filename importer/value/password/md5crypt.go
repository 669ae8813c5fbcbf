package password

import (
	"crypto/md5"
	"crypto/subtle"
	"io"
	"strings"
)

// A md5CryptHash is one of FreeBSD's md5crypt ($1$) or Apache's ($apr1$), which differ in their name only.
type md5CryptHash struct{ name, salt, key string }

// The bounds of md5crypt, in letters, and its rounds.
const (
	md5CryptSalt   = 8
	md5CryptKey    = 22
	md5CryptRounds = 1000
)

// parseMD5Crypt reads SALT$HASH.
func parseMD5Crypt(name, rest string, column saltColumn) (verifier, error) {
	body, err := cryptBody(rest, md5CryptSalt, md5CryptKey, column)
	if err != nil {
		return nil, err
	}
	salt, letters, _ := strings.Cut(body, "$")
	return md5CryptHash{name: name, salt: salt, key: letters}, nil
}

func (h md5CryptHash) kind() Kind { return MD5Crypt }

func (h md5CryptHash) String() string { return "$" + h.name + "$" + h.salt + "$" + h.key }

func (h md5CryptHash) matches(password string) bool {
	if len(password) > maxLongPassword {
		return false
	}
	got := md5Crypt(password, h.salt, "$"+h.name+"$")
	return subtle.ConstantTimeCompare([]byte(got), []byte(h.key)) == 1
}

// md5Crypt returns the letters of the hash. The module that makes the other hashes of crypt(3) knows $1$, and not $apr1$.
func md5Crypt(password, salt, magic string) string {
	sum := md5.Sum([]byte(password + salt + password))
	first := md5.New()
	_, _ = io.WriteString(first, password+magic+salt)
	for left := len(password); left > 0; left -= md5.Size {
		_, _ = first.Write(sum[:min(left, md5.Size)])
	}
	for bits := len(password); bits > 0; bits >>= 1 {
		if bits&1 == 1 {
			_, _ = first.Write([]byte{0})
		} else {
			_, _ = first.Write([]byte{password[0]})
		}
	}
	state := string(first.Sum(nil))
	for round := range md5CryptRounds {
		state = md5CryptRound(round, state, password, salt)
	}
	order := []int{12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11}
	mixed := make([]byte, len(order))
	for to, from := range order {
		mixed[to] = state[from]
	}
	return cryptEncode(mixed)
}

// md5CryptRound digests the state once more, with the password and the salt in an order that depends on the round.
func md5CryptRound(round int, state, password, salt string) string {
	front, back := state, password
	if round&1 == 1 {
		front, back = password, state
	}
	middle := ""
	if round%3 != 0 {
		middle += salt
	}
	if round%7 != 0 {
		middle += password
	}
	sum := md5.Sum([]byte(front + middle + back))
	return string(sum[:])
}

// cryptEncode writes bytes in the letters of crypt(3), 6 bits each, the lowest first.
func cryptEncode(b []byte) string {
	var letters strings.Builder
	bits, have := uint(0), 0
	for _, octet := range b {
		bits |= uint(octet) << have
		for have += 8; have >= 6; have -= 6 {
			letters.WriteByte(cryptLetters[bits&63])
			bits >>= 6
		}
	}
	if have > 0 {
		letters.WriteByte(cryptLetters[bits&63])
	}
	return letters.String()
}
