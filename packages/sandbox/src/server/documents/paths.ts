import type {Registry} from '../registry.ts'
import type {Reply} from '../reply.ts'
import {apiVersionOf} from '../resource-type.ts'

const fixed = [
  '/.well-known/openid-configuration',
  '/api',
  '/api/v1',
  '/apis',
  '/apis/',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
]

/** The answer to `GET /`: the paths below which something is served. */
export function rootPaths(registry: Registry): Reply {
  const groups = registry.groups().filter(({group}) => group !== '')
  const paths = groups.flatMap(({group, versions}) => [
    `/apis/${group}`,
    ...versions.map((version) => `/apis/${apiVersionOf(group, version)}`),
  ])
  return {code: 200, body: `${JSON.stringify({paths: [...fixed, ...paths].sort()}, null, 2)}\n`}
}
