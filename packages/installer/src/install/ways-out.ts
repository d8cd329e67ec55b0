import {isOmeError} from '@ome/sdk/errors'
import {gt} from 'semver'
import type {Policy} from '../policy/policy.ts'
import {demandAllowed} from './allowed-release.ts'
import {chooseRelease, type ReleaseRules} from './choose-release.ts'
import type {Found} from './found-plugin.ts'
import type {LockEntry, StoredRelease} from './lock.ts'
import {isPermitted} from './permitted-registry.ts'
import type {WaysOut} from './way-out-hints.ts'

export type WayRules = ReleaseRules & {readonly policy: Policy}

/** What would work, by the lock and the index of the plugin's registry where one is at hand. */
export function waysOut(rules: WayRules, name: string, entry: LockEntry, found: Found | undefined): WaysOut {
  const [before] = entry.previous
  const kept = entry.previous.find(
    (release) => release.yanked === undefined && unlessRefused(() => allowed(rules, name, release)) !== undefined,
  )
  return {
    ...(found === undefined ? {unknown: true} : taken(rules, entry, found, kept?.version)),
    ...(kept === undefined ? {} : {rollback: kept.version}),
    ...(kept === undefined || kept === before ? {} : {isFarther: true}),
    ...(entry.pinned ? {pinned: true} : {}),
  }
}

function allowed(rules: WayRules, name: string, release: StoredRelease): StoredRelease {
  demandAllowed(rules, name, release)
  return release
}

function taken(rules: WayRules, entry: LockEntry, found: Found, kept: string | undefined): WaysOut {
  const {registry, plugin} = found
  const active = entry.active?.version
  if (active === undefined || !isPermitted(rules, registry.source.id)) return {}
  const version = unlessRefused(() => chooseRelease(rules, found, {installed: entry}).release.version)
  if (version === undefined || version === active) return {}
  if (gt(version, active) || rules.policy.pins[plugin.name] === version) return {upgrade: version}
  return version === kept ? {} : {install: version}
}

function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}
