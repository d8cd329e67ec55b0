import {type Cel, celValue, reasonOf} from '@ome/kinds/validation/cel/engine'
import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {serviceAccountGroups} from '../access/authenticate.ts'
import {denial} from '../access/authorize.ts'
import {isAllowed} from '../access/rbac.ts'
import {Authorizer, noAttributes} from '../cel/authorizer-library.ts'
import {treeOf} from '../codec/json.ts'
import {failure} from '../errors.ts'
import {storageKey} from '../resource-type.ts'
import type {Store} from '../store.ts'
import type {WriteOptions} from '../write.ts'
import {matchesResources, type Subject} from './policy-match.ts'
import {type Params, paramsOf} from './policy-params.ts'

const group = 'admissionregistration.k8s.io'
/** Where policies are stored. */
export const policyResource = `${group}/validatingadmissionpolicies`
const bindingResource = `${group}/validatingadmissionpolicybindings`
const codes: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
  Invalid: 422,
}

interface Verdict {
  readonly reason: string
  readonly message: string
}

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.filter(isObject) : [])

/**
 * Evaluates the ValidatingAdmissionPolicies that are bound to a request: refuses in the words of the first denial, and
 * adds warnings where a binding only warns.
 */
export function checkPolicies(cel: Cel, store: Store, subject: Subject, options: WriteOptions): void {
  if (store.count(bindingResource) === 0 || storageKey(subject.type).startsWith(`${group}/validatingadmissionpolic`))
    return
  const namespace = subject.namespace ? store.get('/namespaces', subject.namespace) : undefined
  for (const bound of store.list(bindingResource)) {
    const binding = asObject(treeOf(bound)['spec'])
    const policyName = asText(binding['policyName'])
    const policy = store.get(policyResource, policyName)
    if (!policy) continue
    const spec = asObject(treeOf(policy)['spec'])
    if (!matchesResources(spec['matchConstraints'], subject, namespace)) continue
    if (!matchesResources(binding['matchResources'], subject, namespace)) continue
    const verdicts = judge({cel, store, subject, options, namespace, spec, binding})
    report(verdicts, {policy: policyName, binding: bound.metadata.name}, binding, subject, options)
  }
}

interface Names {
  readonly policy: string
  readonly binding: string
}

function report(
  verdicts: readonly Verdict[],
  names: Names,
  binding: JsonObject,
  {type, name}: Subject,
  {warnings}: WriteOptions,
): void {
  const actions = isList(binding['validationActions']) ? binding['validationActions'] : ['Deny']
  const by = `ValidatingAdmissionPolicy '${names.policy}' with binding '${names.binding}'`
  if (actions.includes('Warn'))
    for (const {message} of verdicts) warnings.push(`Validation failed for ${by}: ${message}`)
  const [first] = verdicts
  if (!first || !actions.includes('Deny')) return
  const message = `${by} denied request: ${first.message}`
  const plural = type.group ? `${type.plural}.${type.group}` : type.plural
  throw failure(
    codes[first.reason] ?? 422,
    `${plural} ${JSON.stringify(name)} is forbidden: ${message}`,
    {name, ...(type.group && {group: type.group}), kind: type.plural, causes: [{message}]},
    first.reason,
  )
}

interface Case {
  readonly cel: Cel
  readonly store: Store
  readonly subject: Subject
  readonly options: WriteOptions
  readonly namespace: ApiObject | undefined
  readonly spec: JsonObject
  readonly binding: JsonObject
}

function judge(work: Case): Verdict[] {
  const {cel, spec, binding, store, subject} = work
  const failing = (message: string): Verdict[] =>
    spec['failurePolicy'] === 'Ignore' ? [] : [{reason: 'Invalid', message}]
  const params = paramsOf(store, spec, binding, subject.namespace)
  if ('problem' in params) return params.problem === '' ? [] : failing(params.problem)
  return params.found.flatMap((param) => {
    const context = contextOf(work, param)
    const met = conditionsMet(cel, spec, context)
    if (met instanceof Error) return failing(met.message)
    if (!met) return []
    return objects(spec['validations']).flatMap((validation) => {
      const expression = asText(validation['expression']).trim()
      try {
        if (cel.compile(expression)(context) === true) return []
      } catch (error) {
        return failing(`expression '${expression}' resulted in error: ${reasonOf(error)}`)
      }
      const reason = asText(validation['reason']) || 'Invalid'
      return [{reason, message: messageOf(cel, validation, context) || `failed expression: ${expression}`}]
    })
  })
}

function conditionsMet(cel: Cel, spec: JsonObject, context: Record<string, unknown>): boolean | Error {
  for (const {name, expression} of objects(spec['matchConditions'])) {
    try {
      if (cel.compile(asText(expression).trim())(context) !== true) return false
    } catch (error) {
      return new Error(`match condition '${asText(name)}' resulted in error: ${reasonOf(error)}`)
    }
  }
  return true
}

function messageOf(cel: Cel, validation: JsonObject, context: Record<string, unknown>): string {
  const standing = asText(validation['message']).trim()
  const expression = asText(validation['messageExpression'])
  if (!expression) return standing
  try {
    const text = cel.compile(expression)(context)
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text.trim() : standing
  } catch {
    // As the real server does: an expression that fails leaves the word to the fixed message.
    return standing
  }
}

function contextOf({cel, subject, options, namespace, spec, store}: Case, param: Params): Record<string, unknown> {
  const {type, operation, subresource, name} = subject
  const {user} = options
  const kind = {group: type.group, version: type.version, kind: type.kind}
  const resource = {group: type.group, version: type.version, resource: type.plural}
  const authorizer = authorizerOf(store, options)
  const context: Record<string, unknown> = {
    object: celValue(subject.object ?? null),
    oldObject: celValue(subject.old ?? null),
    request: {
      uid: '',
      kind,
      resource,
      subResource: subresource,
      requestKind: kind,
      requestResource: resource,
      requestSubResource: subresource,
      name,
      namespace: subject.namespace,
      operation,
      userInfo: {username: user.name, uid: user.uid ?? '', groups: [...user.groups], extra: {...user.extra}},
      dryRun: options.dryRun,
      options: {},
    },
    params: celValue(param),
    namespaceObject: celValue(namespace ? treeOf(namespace) : null),
    authorizer,
  }
  context['variables'] = variablesOf(cel, spec, context)
  Object.defineProperty(authorizer, 'requestResource', {
    value: authorizer.with({...resource, resource: type.plural, subresource, namespace: subject.namespace, name}),
  })
  return context
}

/** Variables are worked out when an expression asks for them, once. */
function variablesOf(cel: Cel, spec: JsonObject, context: Record<string, unknown>): object {
  const variables = {}
  for (const {name, expression} of objects(spec['variables']))
    Object.defineProperty(variables, asText(name), {
      enumerable: true,
      configurable: true,
      get() {
        const value = cel.compile(asText(expression).trim())(context)
        Object.defineProperty(variables, asText(name), {value, enumerable: true})
        return value
      },
    })
  return variables
}

function authorizerOf(store: Store, {user}: WriteOptions): Authorizer {
  return new Authorizer(
    (name, attributes) => {
      const asked = name === user.name ? user : {name, groups: [...serviceAccountGroups(name), 'system:authenticated']}
      const allowed = isAllowed(store, asked, attributes)
      return {allowed, reason: allowed ? '' : denial(asked, attributes)}
    },
    user.name,
    noAttributes,
  )
}

/** What a removal is to a policy: there is only the old object. */
export const removalOf = (target: Pick<Subject, 'type' | 'namespace' | 'name'>, old: ApiObject): Subject => ({
  ...target,
  operation: 'DELETE',
  subresource: '',
  object: undefined,
  old: treeOf(old),
})
