package notify

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"muster/importer"
)

// tokenMark is where the pattern of invitation links has the token.
const tokenMark = "{token}"

// ErrNoLink means that there is no address for the link of an invitation.
var ErrNoLink = errors.New("there is no address for its link: give the tenant a url in the catalog")

// InvitationLink returns the link with which an invited person sets a password: the pattern with the token in it or, where
// the pattern is empty, /invitation?token= under the tenant's URL. It returns ErrNoLink where that is no web address.
func InvitationLink(pattern string, tenant importer.Tenant, token string) (string, error) {
	l := link(pattern, oneLine(tenant.URL), token)
	if !strings.HasPrefix(l, "http") {
		return "", ErrNoLink
	}
	return l, nil
}

// CheckLink returns an [ErrOption] where the pattern cannot be one for the links of invitations. Empty is the default.
func CheckLink(pattern string) error {
	switch {
	case pattern == "":
		return nil
	case !strings.Contains(pattern, tokenMark):
		return fmt.Errorf("%w: the link of invitations has no %s in it", ErrOption, tokenMark)
	case !strings.HasPrefix(pattern, "https://") && !strings.HasPrefix(pattern, "http://"):
		return fmt.Errorf("%w: the link of invitations is no web address", ErrOption)
	default:
		return nil
	}
}

// link puts the token into the pattern; without a pattern the page is /invitation of the tenant's address. It is empty
// where there is no address.
func link(pattern, tenant, token string) string {
	if pattern == "" {
		if tenant == "" {
			return ""
		}
		pattern = strings.TrimRight(tenant, "/") + "/invitation?token=" + tokenMark
	}
	return strings.ReplaceAll(pattern, tokenMark, url.QueryEscape(token))
}
