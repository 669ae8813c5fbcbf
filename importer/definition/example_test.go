package definition_test

import (
	"fmt"
	"os"

	"muster/importer/definition"
)

// A definition with mistakes says all of them at once, each with its place.
func Example() {
	data := []byte(`name: hr-nightly
source: {location: people.csv, content: ful}
mapping:
  fields:
    email: E-Mail
    mobile: {column: Mobil, regoin: DE}
rules:
  matsch: [email]
  limits: {deactivate: five}
`)
	_, err := definition.Parse("hr-nightly.yaml", data, os.Getenv)
	fmt.Println(err)
	// Output:
	// hr-nightly.yaml:2:41: source.content must be full or changes (did you mean full?)
	// hr-nightly.yaml:6:29: unknown key "regoin" in mapping.fields.mobile (did you mean region?)
	// hr-nightly.yaml:8:3: unknown key "matsch" in rules (did you mean match?)
	// hr-nightly.yaml:9:24: rules.limits.deactivate must be a percentage such as 5% or a count such as 40
}

// The entries of a catalog are names, or sections with a name.
func ExampleParseCatalog() {
	c, err := definition.ParseCatalog("catalog.yaml", []byte(`
groups: [Sales, Engineering]
licenses: [{name: standard, seats: 500}, basic]
defaults: {groups: [sales]}
`))
	fmt.Println(c.Groups[0].Name, c.Licenses[0].Seats, c.Licenses[1].Name, c.Defaults.Groups, err)
	// Output: Sales 500 basic [Sales] <nil>
}
