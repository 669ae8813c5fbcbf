package job

import (
	"errors"
	"fmt"

	"muster/importer"
	"muster/importer/value/seal"
)

// loadKey gets the key for what has to wait for its mail, where the definition or the file asks for any. Where the file
// has passwords, those that it replaces are kept sealed if there is a key, and else not at all.
func (j *job) loadKey() error {
	rules := &j.Definition.Rules
	mailed := rules.Onboarding == importer.OnboardingInvite || rules.Onboarding == importer.OnboardingTemporary
	needed := rules.Notifies() && (mailed || j.mapper.Layout().Gives(importer.Onboarding))
	err := seal.ErrNoKey
	if j.Key != nil {
		j.key, err = j.Key(needed)
	}
	switch {
	case !errors.Is(err, seal.ErrNoKey):
		if err != nil {
			err = fmt.Errorf("%w: %w", ErrRefused, err)
		}
		return err
	case needed:
		return fmt.Errorf("%w: %w", ErrRefused, importer.ErrNoKey)
	default:
		return nil
	}
}
