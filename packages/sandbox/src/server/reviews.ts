import type {ApiObject} from '../api.ts'
import type {TokenCheck} from './authenticate.ts'
import {denial} from './authorize.ts'
import {badRequest, invalid, required} from './errors.ts'
import {asObject, asText, isList, isObject, type JsonObject, objectOf} from './json.ts'
import {type Attributes, isAllowed, type PolicyRule, rulesOf} from './rbac.ts'
import type {ResourceType} from './resource-type.ts'
import type {Store} from './store.ts'
import type {User} from './write.ts'

export interface ReviewWorld {
  readonly store: Store
  readonly tokens: TokenCheck
}

type Review = (spec: JsonObject, user: User, world: ReviewWorld, namespace: string) => JsonObject

const reviews: Readonly<Record<string, Review>> = {
  selfsubjectaccessreviews: (spec, user, {store}) => decide(store, user, spec),
  subjectaccessreviews: (spec, _user, {store}) => decide(store, subjectOf(spec), spec),
  localsubjectaccessreviews: (spec, _user, {store}, namespace) => {
    const attributes = asObject(spec['resourceAttributes'])
    if (attributes['namespace'] !== namespace)
      throw badRequest('spec.resourceAttributes.namespace must match the namespace of the request')
    return decide(store, subjectOf(spec), spec)
  },
  selfsubjectrulesreviews: (spec, user, {store}) => rulesStatus([...rulesOf(store, user, asText(spec['namespace']))]),
  selfsubjectreviews: (_spec, user) => ({userInfo: userInfo(user)}),
  tokenreviews(spec, _user, {tokens}) {
    const user = tokens(asText(spec['token']))
    return user
      ? {authenticated: true, user: userInfo(user)}
      : {authenticated: false, user: {}, error: 'invalid bearer token'}
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
})

function decide(store: Store, user: User, spec: JsonObject): JsonObject {
  const attributes = attributesOf(spec)
  if (isAllowed(store, user, attributes)) return {allowed: true}
  return {allowed: false, reason: denial(user, attributes)}
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
  if (!isObject(resourceAttributes))
    throw invalid({kind: 'SelfSubjectAccessReview', group: 'authorization.k8s.io'}, '', [
      required(
        'spec.resourceAttributes',
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    ])
  const text = (key: string) => asText(resourceAttributes[key])
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  }
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
