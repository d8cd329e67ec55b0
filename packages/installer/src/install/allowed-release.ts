import {OmeError} from '@ome/sdk/errors'
import {prerelease} from 'semver'
import {type Policy, refusal} from '../policy/policy.ts'
import type {StoredRelease} from './lock.ts'
import {shortName} from './names.ts'
import {demandPermitted} from './permitted-registry.ts'

/** Throws `denied` where the policy does not permit a plugin as a whole. */
export function demandPlugin(policy: Policy, name: string, publisher: string | undefined): void {
  const refused = refusal(policy, {plugin: name, publisher})
  if (refused === undefined) return
  throw new OmeError(
    'denied',
    `plugin "${shortName(name)}" is not permitted by policy ${refused.origin}: ${refused.message}`,
    refused.contact === undefined ? [] : [`whom to ask: ${refused.contact}`],
    {object: `plugin/${name}`},
  )
}

/** Throws `denied` where the policy does not permit to go back to a kept release. */
export function demandAllowed({policy}: {readonly policy: Policy}, name: string, release: StoredRelease): void {
  const {registry, version, publisher} = release
  const what = shortName(name)
  const object = {object: `plugin/${name}`}
  demandPermitted({policy}, registry)
  const pinned = policy.pins[name]
  if (pinned !== undefined && pinned !== version)
    throw new OmeError(
      'denied',
      `policy ${policy.origins['pins'] ?? ''} keeps ${what} at ${pinned}`,
      [`install that one: ome plugin install ${what}@${pinned}`],
      object,
    )
  const onlyStable = policy.channels?.every((channel) => channel === 'stable') ?? false
  if (onlyStable && prerelease(version) !== null)
    throw new OmeError(
      'denied',
      `policy ${policy.origins['channels'] ?? ''} allows only channels: stable; ${what} ${version} is a pre-release`,
      ['see what the policy says: ome doctor'],
      object,
    )
  demandPlugin(policy, name, publisher)
}
