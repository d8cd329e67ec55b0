import {type Cause, invalidValue} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {objectOf} from '../codec/json.ts'
import {badRequest, invalid} from '../errors.ts'
import type {ResourceType} from '../resource-type.ts'
import type {Store} from '../store.ts'
import type {User} from '../write.ts'
import {type TokenCheck, withAuthenticated} from './authenticate.ts'
import {type Attributes, isAllowed, type PolicyRule, rulesOf} from './rbac.ts'

export interface ReviewWorld {
  readonly store: Store
  readonly tokens: TokenCheck
}

type Review = (spec: JsonObject, user: User, world: ReviewWorld, namespace: string) => JsonObject

const reviews: Readonly<Record<string, Review>> = {
  selfsubjectaccessreviews(spec, user, {store}) {
    checkSpec(spec, 'SelfSubjectAccessReview', false)
    return decide(store, user, spec)
  },
  subjectaccessreviews(spec, _user, {store}) {
    checkSpec(spec, 'SubjectAccessReview', true)
    return decide(store, subjectOf(spec), spec)
  },
  localsubjectaccessreviews(spec, _user, {store}, namespace) {
    const asked = asText(asObject(spec['resourceAttributes'])['namespace'])
    checkSpec(spec, 'LocalSubjectAccessReview', true)
    if (asked !== namespace) throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
    return decide(store, subjectOf(spec), spec)
  },
  selfsubjectrulesreviews: (spec, user, {store}) =>
    user.groups.includes(opaqueGroup) ? opaqueRules : rulesStatus([...rulesOf(store, user, asText(spec['namespace']))]),
  selfsubjectreviews: (_spec, user) => ({userInfo: userInfo(user)}),
  tokenreviews(spec, _user, {tokens}) {
    const token = asText(spec['token'])
    if (!token) throw badRequest('token is required for TokenReview in authentication')
    const audiences =
      isList(spec['audiences']) && spec['audiences'].length > 0 ? spec['audiences'].map(asText) : undefined
    const found = tokens(token, audiences)
    if (!found) return {user: {}, error: 'invalid bearer token'}
    return {authenticated: true, user: userInfo(withAuthenticated(found.user)), audiences: found.audiences}
  },
}

/** Answers a posted review; undefined when the type is stored instead of answered. */
export function answerReview(
  type: ResourceType,
  body: JsonObject,
  user: User,
  world: ReviewWorld,
  namespace: string,
): ApiObject | undefined {
  const review =
    type.group === 'authorization.k8s.io' || type.group === 'authentication.k8s.io' ? reviews[type.plural] : undefined
  if (!review) return undefined
  const spec = asObject(body['spec'])
  return objectOf({
    kind: type.kind,
    apiVersion: type.apiVersion,
    metadata: {creationTimestamp: null, ...asObject(body['metadata'])},
    spec,
    status: review(spec, user, world, namespace),
  })
}

const userInfo = ({name, uid, groups, extra}: User): JsonObject => ({
  username: name,
  ...(uid && {uid}),
  groups,
  ...(extra && {extra}),
})

const subjectOf = (spec: JsonObject): User => ({
  name: asText(spec['user']),
  groups: isList(spec['groups']) ? spec['groups'].map(asText) : [],
  ...(spec['uid'] && {uid: asText(spec['uid'])}),
})

/** Exactly one of the two kinds of attributes, and somebody to ask about. */
function checkSpec(spec: JsonObject, kind: string, subject: boolean): void {
  const [resource, path] = [spec['resourceAttributes'], spec['nonResourceAttributes']]
  const causes: Cause[] = []
  if (isObject(resource) && isObject(path))
    causes.push(
      invalidValue('spec.nonResourceAttributes', path, 'cannot be specified in combination with resourceAttributes'),
    )
  if (!isObject(resource) && !isObject(path))
    causes.push(
      invalidValue(
        'spec.resourceAttributes',
        resource ?? null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    )
  const groups = isList(spec['groups']) ? spec['groups'] : []
  if (subject && !spec['user'] && groups.length === 0)
    causes.push(invalidValue('spec.user', '', 'at least one of user or group must be specified'))
  if (causes.length > 0) throw invalid({kind, group: 'authorization.k8s.io'}, '', causes)
}

function decide(store: Store, user: User, spec: JsonObject): JsonObject {
  const attributes = attributesOf(spec)
  return {allowed: isAllowed(store, user, attributes)}
}

function attributesOf(spec: JsonObject): Attributes {
  const {resourceAttributes, nonResourceAttributes} = spec
  if (isObject(nonResourceAttributes))
    return {
      verb: asText(nonResourceAttributes['verb']),
      path: asText(nonResourceAttributes['path']),
      group: '',
      resource: '',
      subresource: '',
      namespace: '',
      name: '',
    }
  const asked = asObject(resourceAttributes)
  const text = (key: string) => asText(asked[key])
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  }
}

/**
 * The rights of its members are as if an authorization webhook granted them: they hold, and nobody can list them. Managed
 * clusters with an authorizer of their cloud answer so.
 */
const opaqueGroup = 'sandbox.ome.cli:opaque'

const opaqueRules: JsonObject = {
  resourceRules: [],
  nonResourceRules: [],
  incomplete: true,
  evaluationError: 'webhook authorizer does not support user rule resolution',
}

function rulesStatus(rules: readonly PolicyRule[]): JsonObject {
  const resourceRules = rules
    .filter(({resources}) => resources.length > 0)
    .map(({verbs, apiGroups, resources, resourceNames}) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames.length > 0 && {resourceNames}),
    }))
  const nonResourceRules = rules
    .filter(({nonResourceURLs}) => nonResourceURLs.length > 0)
    .map(({verbs, nonResourceURLs}) => ({verbs, nonResourceURLs}))
  return {resourceRules, nonResourceRules, incomplete: false}
}
