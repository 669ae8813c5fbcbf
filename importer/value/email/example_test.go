package email_test

import (
	"errors"
	"fmt"

	"muster/importer/value/email"
)

func ExampleParse() {
	address, err := email.Parse("Anita.Singh@Example.COM")
	fmt.Println(address, err)

	_, err = email.Parse("bob@")
	fmt.Println(err)
	if problem, ok := errors.AsType[*email.Error](err); ok {
		fmt.Println(problem.Hint)
	}
	// Output:
	// Anita.Singh@example.com <nil>
	// the address has no domain
	// bob@example.com
}

func ExampleAddress_Suspect() {
	address, _ := email.Parse("bob@gmial.com")
	fmt.Println(address.Suspect())
	// Output: bob@gmail.com true
}
