package phone

import "errors"

// The errors that Parse wraps in a sentence.
var (
	// ErrNoRegion means that a number is national, and that nothing says in which country.
	ErrNoRegion = errors.New("the number has no country code, and no country says which one it needs")
	// ErrInvalid means that the text is no phone number that exists in its country.
	ErrInvalid = errors.New("this is no valid phone number")
)
