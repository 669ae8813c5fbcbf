package mapping

import (
	"fmt"

	"github.com/expr-lang/expr/vm"

	"muster/importer"
)

// An expressionRunner runs expressions for one goroutine at a time.
type expressionRunner struct {
	machine *vm.VM
	env     map[string]any // filled for each run with what the expression reads
	none    map[string]string
}

// newExpressionRunner returns a runner whose cell function reads cell.
func newExpressionRunner(cell func(name string) string) expressionRunner {
	return expressionRunner{
		machine: &vm.VM{MemoryBudget: memoryBudget}, env: map[string]any{nameCell: cell}, none: map[string]string{},
	}
}

// text runs an expression that gives text.
func (r *expressionRunner) text(x *expression, e *importer.Entry, cell string) (string, error) {
	result, err := r.run(x, e, cell)
	if err != nil {
		return "", err
	}
	value, ok := result.(string)
	if !ok {
		return "", fmt.Errorf("the expression gives no text")
	}
	return value, nil
}

// truth runs an expression that gives yes or no.
func (r *expressionRunner) truth(x *expression, e *importer.Entry, cell string) (bool, error) {
	result, err := r.run(x, e, cell)
	if err != nil {
		return false, err
	}
	yes, ok := result.(bool)
	if !ok {
		return false, fmt.Errorf("the expression gives neither yes nor no")
	}
	return yes, nil
}

// run gives the program what it reads of the entry, and runs it.
func (r *expressionRunner) run(x *expression, e *importer.Entry, cell string) (any, error) {
	for _, name := range x.names {
		switch name {
		case nameCell, nameASCII:
		case nameValue:
			r.env[name] = cell
		case nameAttributes:
			r.env[name] = e.Attributes
			if e.Attributes == nil {
				r.env[name] = r.none
			}
		default:
			if f, ok := importer.FieldNamed(name); ok {
				r.env[name] = e.Values[f]
			}
		}
	}
	return r.machine.Run(x.program, r.env)
}
