import type {Cause} from './errors.ts'
import {isList, isObject, type Json} from './json.ts'
import {fieldSchema, type Rule, type Schema} from './schema.ts'
import {patternOf, type RuleCheck} from './validate.ts'

type Program = (context: Record<string, unknown>) => unknown

/** Loads the CEL engine and gives the check that validation calls for every node with rules. */
export async function loadRules(): Promise<RuleCheck> {
  const {Environment, Optional} = await import('@marcbachmann/cel-js')
  const environment = new Environment({unlistedVariablesAreDyn: true, enableOptionalTypes: true})
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => patternOf(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list', (text: string, pattern: string) =>
      [...text.matchAll(new RegExp(patternOf(pattern), 'gu'))].map(([found]) => found),
    )
  const programs = new Map<string, Program>()
  const compile = (source: string): Program => {
    const program = programs.get(source) ?? (environment.parse(source) as Program)
    programs.set(source, program)
    return program
  }

  return (schema, value, old, path) => {
    const causes: Cause[] = []
    for (const rule of schema['x-kubernetes-validations'] ?? []) {
      const usesOld = /\boldSelf\b/.test(rule.rule)
      if (usesOld && old === undefined && !rule.optionalOldSelf) continue
      const self = celValue(value, schema)
      const oldValue = old === undefined ? undefined : celValue(old, schema)
      const oldSelf = rule.optionalOldSelf
        ? oldValue === undefined
          ? Optional.none()
          : Optional.of(oldValue)
        : oldValue
      const cause = evaluate(compile(rule.rule), {self, oldSelf}, {rule, value, path})
      if (cause) causes.push(cause)
    }
    return causes
  }
}

function evaluate(
  program: Program,
  context: Record<string, unknown>,
  at: {rule: Rule; value: Json; path: string},
): Cause | undefined {
  try {
    return program(context) === true ? undefined : failed(at.rule, at.value, at.path)
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return {
      reason: 'FieldValueInvalid',
      message: `Invalid value: rule evaluation error: ${text}: evaluating rule: ${at.rule.rule}`,
      field: at.path,
    }
  }
}

function failed({rule, message, reason = 'FieldValueInvalid', fieldPath}: Rule, value: Json, path: string): Cause {
  const text = message ?? `failed rule: ${rule}`
  const field = fieldPath ? (path === '<nil>' ? fieldPath.replace(/^\./, '') : `${path}${fieldPath}`) : path
  if (reason === 'FieldValueRequired') return {reason, message: `Required value: ${text}`, field}
  if (reason === 'FieldValueForbidden') return {reason, message: `Forbidden: ${text}`, field}
  if (reason === 'FieldValueDuplicate') return {reason, message: `Duplicate value: ${shown(value)}`, field}
  return {
    reason,
    message: typeof value === 'object' ? `Invalid value: ${text}` : `Invalid value: ${shown(value)}: ${text}`,
    field,
  }
}

const shown = (value: Json): string => JSON.stringify(value)

/** JSON as CEL sees it: integers by schema, lists and maps as they are. */
function celValue(value: Json, schema: Schema | undefined): unknown {
  if (typeof value === 'number') return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  if (isList(value)) return value.map((item) => celValue(item, schema?.items))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, celValue(item ?? null, fieldSchema(schema, key))]),
  )
}

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
