import {createHmac, timingSafeEqual} from 'node:crypto'
import {serviceAccountGroups, type TokenCheck} from './authenticate.ts'
import {asText, isObject} from './json.ts'
import type {User} from './write.ts'

/** Checks fixed tokens and the service account tokens that the server has signed with `key`. */
export function tokenCheck(fixed: Readonly<Record<string, User>>, key: string, nowMs: () => number): TokenCheck {
  return (token) => (Object.hasOwn(fixed, token) ? fixed[token] : accountUser(token, key, nowMs()))
}

function accountUser(token: string, key: string, nowMs: number): User | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', key).update(`${header}.${claims}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const body: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString())
  if (!isObject(body) || Number(body['exp']) * 1000 < nowMs) return undefined
  const name = asText(body['sub'])
  return {name, groups: serviceAccountGroups(name)}
}
