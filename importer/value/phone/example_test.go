package phone_test

import (
	"errors"
	"fmt"

	"muster/importer/value/phone"
)

func ExampleParse() {
	for _, typed := range []string{"+49 30 901820", "030/90 18 20", "4930901820", "4.9309E+09"} {
		number, err := phone.Parse(typed, "DE")
		fmt.Printf("%q %v\n", number, err)
	}
	_, err := phone.Parse("030 901820", "")
	fmt.Println(errors.Is(err, phone.ErrNoRegion))
	// Output:
	// "+4930901820" <nil>
	// "+4930901820" <nil>
	// "+4930901820" <nil>
	// "" this is no valid phone number: a spreadsheet has rounded it, so its last digits are lost
	// true
}
