package importer

import (
	"strconv"
	"strings"
)

// The words that rows may say, in the order in which messages name them. They are only read.
var (
	kindWords       = [...]string{KindPerson, "organization", "service"}
	statusWords     = [...]string{StatusActive, StatusInactive}
	portalWords     = [...]string{PortalInternal, PortalClient}
	accessWords     = [...]string{"grant", AccessRemove}
	onboardingWords = [...]string{OnboardingInvite, OnboardingTemporary, OnboardingDirect, OnboardingSSO, OnboardingNone}
)

// labels makes words of a field name.
var labels = strings.NewReplacer("external_id", "external id", "mfa", "MFA", "_", " ")

func itoa(n int) string { return strconv.Itoa(n) }
