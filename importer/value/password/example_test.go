package password_test

import (
	"fmt"

	"muster/importer/value/password"
)

// A hash of Django is stored in the one spelling that is verified later.
func ExampleParseHash() {
	legacy, err := password.ParseHash("pbkdf2_sha256$1200$NaClNaClNaClNaCl$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=", "")
	if err != nil {
		panic(err)
	}
	fmt.Println(legacy.Kind(), legacy)
	fmt.Println(password.Verify(legacy.String(), "Grüße, Welt 1!"))
	// Output:
	// pbkdf2 $pbkdf2-sha256$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY
	// true <nil>
}
