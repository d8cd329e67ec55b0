import type {Aggregate, Binary, Call, Expr, ValueType} from './ast.ts'
import {aggregations, signatures} from './signatures.ts'

/** Refuses a part; `atOperator`: the message points at the operator of a binary expression instead of its beginning. */
type Refuse = (node: Expr, message: string, atOperator?: boolean) => never

const setOperators = new Set(['and', 'or', 'unless'])
const comparisons = new Set(['==', '!=', '<', '>', '<=', '>='])

/** True for `==`, `<` and the like. */
export const isComparison = (operator: string): boolean => comparisons.has(operator)

/** True for `and`, `or` and `unless`. */
export const isSetOperator = (operator: string): boolean => setOperators.has(operator)

/** The type of an expression. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.type) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'selector':
    case 'aggregate':
      return 'instant vector'
    case 'matrix':
    case 'subquery':
      return 'range vector'
    case 'call':
      return signatures.get(expr.name)?.returns ?? 'instant vector'
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'instant vector'
    case 'unary':
    case 'paren':
      return typeOf(expr.expr)
  }
}

/** Checks that every part of an expression has the type its place needs. */
export function checkTypes(expr: Expr, refuse: Refuse): void {
  const expect = (node: Expr, wanted: ValueType, where: string): void => {
    checkTypes(node, refuse)
    const found = typeOf(node)
    if (found !== wanted) refuse(node, `expected type ${wanted} in ${where}, got ${found}`)
  }
  switch (expr.type) {
    case 'call':
      checkCall(expr, expect, refuse)
      break
    case 'aggregate':
      checkAggregate(expr, expect)
      break
    case 'binary':
      checkBinary(expr, refuse)
      break
    case 'subquery': {
      checkTypes(expr.expr, refuse)
      const found = typeOf(expr.expr)
      if (found !== 'instant vector')
        refuse(expr, `subquery is only allowed on instant vector, got ${shortType(found)} instead`)
      break
    }
    case 'unary': {
      checkTypes(expr.expr, refuse)
      const found = typeOf(expr.expr)
      if (found !== 'scalar' && found !== 'instant vector')
        refuse(
          expr,
          `unary expression only allowed on expressions of type scalar or instant vector, got ${JSON.stringify(found)}`,
        )
      break
    }
    case 'paren':
      checkTypes(expr.expr, refuse)
  }
}

const shortType = (type: ValueType): string =>
  ({'range vector': 'matrix', 'instant vector': 'vector', scalar: 'scalar', string: 'string'})[type]

type Expect = (node: Expr, wanted: ValueType, where: string) => void

function checkCall(expr: Call, expect: Expect, refuse: Refuse): void {
  const signature = signatures.get(expr.name)
  if (!signature) {
    refuse(expr, `unknown function with name ${JSON.stringify(expr.name)}`)
    return
  }
  const {args, optional} = signature
  const name = JSON.stringify(expr.name)
  const got = expr.args.length
  const least = optional < 0 ? args.length - 1 : args.length - optional
  if (optional === 0 && got !== args.length)
    refuse(expr, `expected ${args.length} argument(s) in call to ${name}, got ${got}`)
  if (got < least) refuse(expr, `expected at least ${least} argument(s) in call to ${name}, got ${got}`)
  if (optional > 0 && got > args.length)
    refuse(expr, `expected at most ${args.length} argument(s) in call to ${name}, got ${got}`)
  for (const [index, arg] of expr.args.entries()) {
    expect(arg, args[index] ?? args.at(-1) ?? 'scalar', `call to function ${name}`)
  }
}

function checkAggregate(expr: Aggregate, expect: Expect): void {
  expect(expr.expr, 'instant vector', 'aggregation expression')
  const wanted = aggregations.get(expr.operator)
  if (expr.parameter && wanted) expect(expr.parameter, wanted, 'aggregation parameter')
}

function checkBinary(expr: Binary, refuse: Refuse): void {
  const {operator, left, right, bool, matching} = expr
  checkTypes(left, refuse)
  checkTypes(right, refuse)
  const types = [typeOf(left), typeOf(right)]
  if (bool && !isComparison(operator)) refuse(expr, 'bool modifier can only be used on comparison operators', true)
  if (isComparison(operator) && !bool && types.every((type) => type === 'scalar'))
    refuse(expr, 'comparisons between scalars must use BOOL modifier', true)
  if (isSetOperator(operator) && matching?.group)
    refuse(expr, `no grouping allowed for ${JSON.stringify(operator)} operation`)
  const common = matching?.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined
  if (common) refuse(expr, `label ${JSON.stringify(common)} must not occur in ON and GROUP clause at once`)
  const odd = [left, right].find((_, index) => types[index] !== 'scalar' && types[index] !== 'instant vector')
  if (odd) refuse(odd, 'binary expression must contain only scalar and instant vector types')
  if (!types.includes('scalar')) return
  if (matching) refuse(expr, 'vector matching only allowed between instant vectors')
  if (isSetOperator(operator))
    refuse(expr, `set operator ${JSON.stringify(operator)} not allowed in binary scalar expression`)
}
