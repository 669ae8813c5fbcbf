package username_test

import (
	"fmt"

	"muster/importer/value/username"
)

// Two people of one name get usernames of one format.
func Example() {
	format, err := username.ParseFormat("{given_name:1}{family_name}")
	if err != nil {
		panic(err)
	}
	anita := map[string]string{"given_name": "Anita", "family_name": "Müller-Lüdenscheidt"}
	base := format.Make(func(field string) string { return anita[field] }, 16)
	fmt.Println(username.Numbered(base, 1, 16))
	fmt.Println(username.Numbered(base, 2, 16))
	fmt.Println(username.Occupies("amueller-luedens", base, 16))
	// Output:
	// amueller-luedens
	// amueller-lueden2
	// 1 true
}
