import type {Cause} from '../cause.ts'
import type {Json} from '../json.ts'
import type {Rule, Schema} from '../schema.ts'
import type {RuleCheck} from '../validate.ts'
import {BudgetError, renewBudget} from './budget.ts'
import {type Cel, celValue, reasonOf} from './engine.ts'

/** The check of one write, which validation calls for every node with rules. It has a budget of time of its own. */
export function ruleCheck(cel: Cel): RuleCheck {
  renewBudget()
  return (schema, value, old, path) => {
    const causes: Cause[] = []
    for (const rule of schema['x-kubernetes-validations'] ?? []) {
      const usesOld = /\boldSelf\b/.test(rule.rule)
      if (usesOld && old === undefined && !rule.optionalOldSelf) continue
      const oldValue = old === undefined ? undefined : celValue(old, schema)
      const oldSelf = rule.optionalOldSelf ? cel.optional(oldValue) : oldValue
      const context = {self: celValue(value, schema), oldSelf}
      const cause = evaluate(cel, context, {rule, value, path})
      if (cause) causes.push(cause)
      if (cause?.message.endsWith(outOfBudget)) break
    }
    return causes
  }
}

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run'

interface Place {
  readonly rule: Rule
  readonly value: Json
  readonly path: string
}

function evaluate(cel: Cel, context: Record<string, unknown>, at: Place): Cause | undefined {
  const {rule, value, path} = at
  try {
    return cel.compile(rule.rule)(context) === true ? undefined : failed(at, messageOf(cel, rule, context))
  } catch (error) {
    if (error instanceof BudgetError)
      return {reason: 'FieldValueInvalid', message: invalidText(value, outOfBudget), field: path}
    const text = `${reasonOf(error)} evaluating rule: ${rule.message ?? rule.rule.trim()}`
    return {reason: 'FieldValueInvalid', message: invalidText(value, text), field: path}
  }
}

/** `messageExpression` speaks first, while it gives a single line of text. */
function messageOf(cel: Cel, rule: Rule, context: Record<string, unknown>): string {
  const standing = rule.message ?? `failed rule: ${rule.rule.trim()}`
  if (!rule.messageExpression) return standing
  try {
    const text = cel.compile(rule.messageExpression)(context)
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text.trim() : standing
  } catch {
    // As the real server does: an expression that fails leaves the word to the fixed message.
    return standing
  }
}

function failed({rule, value, path}: Place, text: string): Cause {
  const {reason = 'FieldValueInvalid', fieldPath} = rule
  const field = fieldPath ? (path === '<nil>' ? fieldPath.replace(/^\./, '') : `${path}${fieldPath}`) : path
  if (reason === 'FieldValueRequired') return {reason, message: `Required value: ${text}`, field}
  if (reason === 'FieldValueForbidden') return {reason, message: `Forbidden: ${text}`, field}
  if (reason === 'FieldValueDuplicate') return {reason, message: `Duplicate value: ${JSON.stringify(value)}`, field}
  return {reason, message: invalidText(value, text), field}
}

const invalidText = (value: Json, text: string): string =>
  typeof value === 'object' ? `Invalid value: ${text}` : `Invalid value: ${JSON.stringify(value)}: ${text}`

/** Whether `x-kubernetes-validations` stands anywhere in a schema; without, the CEL library is never loaded. */
export function hasRules(schema: Schema | undefined): boolean {
  if (!schema) return false
  if (schema['x-kubernetes-validations']?.length) return true
  const additional = schema.additionalProperties
  return (
    Object.values(schema.properties ?? {}).some(hasRules) ||
    hasRules(schema.items) ||
    (typeof additional === 'object' && hasRules(additional))
  )
}

/** The expressions of a schema that cannot be compiled, each under its path. */
export function* badRules(cel: Cel, schema: Schema | undefined, path: string): Generator<Cause> {
  if (!schema) return
  for (const [i, rule] of (schema['x-kubernetes-validations'] ?? []).entries())
    for (const part of ['rule', 'messageExpression'] as const) {
      const source = rule[part]
      const problem = source === undefined ? undefined : cel.problem(source)
      if (problem)
        yield {
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${JSON.stringify(source)}: compilation failed: ERROR: <input>: ${problem}`,
          field: `${path}.x-kubernetes-validations[${i}].${part}`,
        }
    }
  for (const [key, inner] of Object.entries(schema.properties ?? {}))
    yield* badRules(cel, inner, `${path}.properties[${key}]`)
  yield* badRules(cel, schema.items, `${path}.items`)
  const additional = schema.additionalProperties
  if (typeof additional === 'object') yield* badRules(cel, additional, `${path}.additionalProperties`)
}
