import {type Recorded, refusal, services} from './answer.ts'

const bob = {authorization: 'Bearer bob-token'}
const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Who is asked, and what is refused. */
export const accessAnswers: readonly Recorded[] = [
  {
    what: 'a token that nobody knows',
    ask: ['GET', services, undefined, {authorization: 'Bearer nope'}],
    code: 401,
    body: refusal('Unauthorized', 'Unauthorized'),
  },
  {
    what: 'a list without the right',
    ask: ['GET', services, undefined, bob],
    code: 403,
    body: refusal(
      'Forbidden',
      'inferenceservices.ome.io is forbidden: User "bob" cannot list resource "inferenceservices" in API group "ome.io" in the namespace "$ns"',
      {group: 'ome.io', kind: 'inferenceservices'},
    ),
  },
  {
    what: 'an object without the right',
    ask: ['GET', `${services}/a`, undefined, bob],
    code: 403,
    body: refusal(
      'Forbidden',
      'inferenceservices.ome.io "a" is forbidden: User "bob" cannot get resource "inferenceservices" in API group "ome.io" in the namespace "$ns"',
      {name: 'a', group: 'ome.io', kind: 'inferenceservices'},
    ),
  },
  {
    what: 'a cluster-wide resource without the right',
    ask: ['GET', '/apis/ome.io/v1beta1/clusterbasemodels', undefined, bob],
    code: 403,
    body: refusal(
      'Forbidden',
      'clusterbasemodels.ome.io is forbidden: User "bob" cannot list resource "clusterbasemodels" in API group "ome.io" at the cluster scope',
    ),
  },
  {
    what: 'a subresource without the right',
    ask: ['GET', '/api/v1/namespaces/$ns/pods/p/log', undefined, bob],
    code: 403,
    body: refusal(
      'Forbidden',
      'pods "p" is forbidden: User "bob" cannot get resource "pods/log" in API group "" in the namespace "$ns"',
      {name: 'p', kind: 'pods'},
    ),
  },
  {
    what: 'a path without the right',
    ask: ['GET', '/metrics', undefined, bob],
    code: 403,
    body: refusal('Forbidden', 'forbidden: User "bob" cannot get path "/metrics"', {}),
  },
  {
    what: 'a review of oneself that denies',
    ask: [
      'POST',
      reviews,
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {resourceAttributes: {namespace: '$ns', verb: 'list', group: 'ome.io', resource: 'inferenceservices'}},
      },
      bob,
    ],
    code: 201,
    body: {kind: 'SelfSubjectAccessReview', status: {allowed: false}},
  },
  {
    what: 'a review of what one may do',
    ask: [
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace: '$ns'}},
      bob,
    ],
    code: 201,
    body: {status: {incomplete: false, nonResourceRules: {0: {verbs: {}}}}},
  },
  {
    what: 'a review of who one is',
    ask: [
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'},
      bob,
    ],
    code: 201,
    body: {status: {userInfo: {username: 'bob', groups: ['devs', 'system:authenticated']}}},
  },
]
