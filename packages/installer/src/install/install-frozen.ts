import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {whileBusy} from './busy.ts'
import {type Decision, decide, type InstallOutcome, unchanged} from './decide-install.ts'
import {faultAfter} from './fault.ts'
import {type Consent, carryOut} from './install-plugins.ts'
import {integrityOf} from './integrity.ts'
import {readLock} from './lock.ts'
import {shortName, spellings} from './names.ts'
import {demandPermitted} from './permitted-registry.ts'
import {demandRunning, type LockedPlugin, type ProjectLock} from './project-lock.ts'
import {parseWanted} from './resolve.ts'
import {isWhole} from './store.ts'
import type {Workbench} from './workbench.ts'

export interface FrozenOptions {
  readonly dryRun: boolean
  /** A person looks on: the plan is agreed to as in any installation. Elsewhere the reviewed lock is the consent. */
  readonly attended: boolean
}

/**
 * Installs exactly what a project has locked, versions and bytes; with names, only those of it. Needs no registry for
 * what is installed already. Throws `conflict` when something else is installed.
 */
export async function installFrozen(
  bench: Workbench,
  project: ProjectLock,
  words: readonly string[],
  {dryRun, attended}: FrozenOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const wanted =
    words.length === 0 ? Object.keys(project.plugins).sort() : words.map((word) => lockedName(project, word))
  if (words.length === 0) demandNothingElse(bench, project)
  const decided = await whileBusy(bench, async () => {
    const decisions: Decision[] = []
    for (const name of wanted) decisions.push(await decideLocked(bench, project, name))
    faultAfter(bench, 1)
    return decisions
  })
  const agreed = attended ? decided : decided.map((one) => ('release' in one ? {...one, asks: false} : one))
  return carryOut(bench, agreed, {dryRun, acceptNeeds: !attended}, consent)
}

async function decideLocked(bench: Workbench, {path, plugins}: ProjectLock, name: string): Promise<Decision> {
  const locked = plugins[name]
  if (locked === undefined) throw new OmeError('bug', `${name} is not in the lock`)
  const entry = readLock(bench.data).plugins[name]
  const active = entry?.active
  if (
    entry !== undefined &&
    active?.version === locked.version &&
    active.integrity === locked.integrity &&
    isWhole(join(bench.data, active.folder), active.tree)
  ) {
    demandRunning(bench, name, entry, ['then lock that: ome plugin lock --project'])
    demandPermitted(bench, active.registry)
    return unchanged(name, active)
  }
  const decision = await decide(bench, {name, version: locked.version}, {channel: locked.channel})
  demandSame(path, name, locked, 'release' in decision ? offered(decision) : active)
  return decision
}

const offered = ({registry, release}: Extract<Decision, {release: unknown}>) => ({
  registry: registry.source.id,
  integrity: integrityOf(release.artifact.sha512),
})

function demandSame(
  path: string,
  name: string,
  locked: LockedPlugin,
  found: Pick<LockedPlugin, 'registry' | 'integrity'> | undefined,
): void {
  const what = `${shortName(name)} ${locked.version}`
  const hints = [`look at ${path}, and when the change is wanted: ome plugin lock --project`]
  const object = {object: `plugin/${name}`}
  if (found?.registry !== locked.registry)
    throw new OmeError(
      'denied',
      `${what} belongs to registry "${found?.registry}" here, the project has it from "${locked.registry}"`,
      hints,
      object,
    )
  if (found.integrity !== locked.integrity)
    throw new OmeError(
      'denied',
      `${what} of registry "${locked.registry}" is not the archive the project has locked`,
      hints,
      object,
    )
}

function lockedName({path, plugins}: ProjectLock, word: string): string {
  const {name, version} = parseWanted(word)
  const found = spellings(name).find((spelling) => Object.hasOwn(plugins, spelling))
  if (found === undefined)
    throw new OmeError('conflict', `plugin "${name}" is not in ${path}`, [
      `add it: ome plugin install ${name}, then ome plugin lock --project`,
    ])
  const locked = plugins[found]?.version
  if (version === undefined || version === locked) return found
  throw new OmeError('conflict', `${path} locks ${shortName(found)} at ${locked}, not at ${version}`, [
    `take the locked one: ome plugin install ${shortName(found)} --frozen`,
  ])
}

function demandNothingElse(bench: Workbench, {path, plugins}: ProjectLock): void {
  const others = Object.entries(readLock(bench.data).plugins)
    .filter(([name, {active}]) => active !== undefined && !Object.hasOwn(plugins, name))
    .map(([name]) => shortName(name))
  if (others.length === 0) return
  throw new OmeError('conflict', `installed and not in ${path}: ${others.join(', ')}`, [
    `take them out: ome plugin uninstall ${others.join(' ')}`,
    'or put them into the lock: ome plugin lock --project',
  ])
}
