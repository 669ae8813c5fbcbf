package mapping

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"muster/importer"
	"muster/importer/value/username"
)

// Bounds of an expression: what a person writes by hand stays far below them.
const (
	maxExpression = 4096    // bytes of source
	maxNodes      = 400     // of its syntax tree
	memoryBudget  = 100_000 // of the machine that runs it, in its own units
)

// allowedBuiltins are the functions of the expression language that work on one
// row without a clock, without files and in bounded time.
var allowedBuiltins = []string{
	"len", "lower", "upper", "trim", "trimPrefix", "trimSuffix", "split", "replace", "join", "indexOf", "lastIndexOf",
	"hasPrefix", "hasSuffix", "string", "int", "float", "abs", "round", "floor", "ceil", "min", "max", "first", "last", "take",
}

// Names in expressions beside those of the fields.
const (
	nameValue      = "value"      // the cell of the field's own column
	nameCell       = "cell"       // cell("Column"): any other cell
	nameASCII      = "ascii"      // ascii(s): transliterated, lower case
	nameAttributes = "attributes" // attributes.NAME
)

// An expression is a compiled source with what it refers to.
type expression struct {
	program *vm.Program
	names   []string // fields, value and attributes that it reads
	columns []string // of cell("…") with a constant name
}

// compileExpression compiles a source that gives text, or a truth where it is a
// condition. Errors say line and column within the source, and never show
// anything but it.
func compileExpression(source string, condition bool) (*expression, error) {
	if len(source) > maxExpression {
		return nil, fmt.Errorf("the expression is longer than %d characters", maxExpression)
	}
	kind := reflect.String
	if condition {
		kind = reflect.Bool
	}
	options := []expr.Option{expr.Env(expressionTypes()), expr.AsKind(kind), expr.WarnOnAny(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins()}
	for _, name := range allowedBuiltins {
		options = append(options, expr.EnableBuiltin(name))
	}
	options = append(options, expr.Function(nameASCII, func(params ...any) (any, error) {
		return username.ASCII(params[0].(string)), nil
	}, username.ASCII))
	program, err := expr.Compile(source, options...)
	if err != nil {
		return nil, plainError(err)
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, plainError(err)
	}
	refs := &references{}
	ast.Walk(&tree.Node, refs)
	if refs.loops {
		return nil, errors.New("the expression is wrong: functions that go through a list (map, filter, all, …) are not available, for they can take any time")
	}
	return &expression{program: program, names: refs.names, columns: refs.columns}, nil
}

// expressionTypes is an environment that only tells the types.
func expressionTypes() map[string]any {
	env := map[string]any{nameValue: "", nameCell: func(string) string { return "" }, nameAttributes: map[string]string{}}
	for f := range importer.FileFields() {
		env[f.String()] = ""
	}
	return env
}

// plainError says where in the expression what is wrong, in one line.
func plainError(err error) error {
	var at *file.Error
	if errors.As(err, &at) {
		return fmt.Errorf("the expression is wrong at line %d, column %d: %s", at.Line, at.Column+1, at.Message)
	}
	return fmt.Errorf("the expression is wrong: %w", err)
}

// references collects what an expression refers to.
type references struct {
	names, columns []string
	loops          bool // a predicate such as that of map or all; the compiler does not disable those
}

// Visit is called for each node of the syntax tree.
func (r *references) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		r.names = append(r.names, n.Value)
	case *ast.PredicateNode:
		r.loops = true
	case *ast.CallNode:
		callee, ok := n.Callee.(*ast.IdentifierNode)
		if !ok || callee.Value != nameCell || len(n.Arguments) != 1 {
			return
		}
		if name, ok := n.Arguments[0].(*ast.StringNode); ok {
			r.columns = append(r.columns, name.Value)
		}
	}
}
