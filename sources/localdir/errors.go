package localdir

import "errors"

// ErrChanged marks (errors.Is) a file that was written to while it was fetched. What was fetched is not to be used.
var ErrChanged = errors.New("the file changed while it was read")

// ErrNoRename marks (errors.Is) a file that this user may not give another name or place.
var ErrNoRename = errors.New("the file cannot be moved")
