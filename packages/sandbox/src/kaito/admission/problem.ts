import {ApiError, type ApiObject, type LocalApi} from '../../api.ts'
import type {Operator} from '../operator.ts'

/** One finding of a webhook: what is wrong, and where. */
export interface Problem {
  readonly message: string
  readonly path: string
}

/** What a rule sees. */
export interface Review {
  readonly api: LocalApi
  readonly operator: Operator
  readonly object: ApiObject
  readonly old: ApiObject | undefined
}

export type Rule = (review: Review) => readonly Problem[]

/** A field that must be there. */
export const missing = (path: string): Problem => ({message: 'missing field(s)', path})
/** A field that must not be there. */
export const disallowed = (path: string): Problem => ({message: 'must not set the field(s)', path})
/** A value outside of what is allowed. */
export const invalidValue = (value: unknown, path: string): Problem => ({message: `invalid value: ${value}`, path})
/** A finding in its own words. */
export const wrong = (message: string, path: string): Problem => ({message, path})
/** A field that was changed and may not be. */
export const immutable = (path: string): Problem => wrong('field is immutable', path)

/** Refuses with all findings, in the form of the webhooks' library (knative `apis.FieldError`). */
export function refuse(webhook: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const text = problems.map(({message, path}) => `${message}: ${path}`).join('\n')
  throw new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `admission webhook "${webhook}" denied the request: validation failed: ${text}`,
    reason: 'BadRequest',
    code: 400,
  })
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** Names become names of Services, which are DNS labels. */
export const nameProblems: Rule = ({object: {metadata}}) =>
  dnsLabel.test(metadata.name)
    ? []
    : [
        invalidValue(
          `${metadata.name}: a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'`,
          'metadata.name',
        ),
      ]

/** True when the two are the same, whatever the order of keys. */
export const isSame = (a: unknown, b: unknown): boolean => stable(a) === stable(b)

const stable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
