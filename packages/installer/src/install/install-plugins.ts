import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {gt, gte} from 'semver'
import type {IndexRelease} from '../registry/plugin-index.ts'
import {whileBusy} from './busy.ts'
import {faultAfter} from './fault.ts'
import {type InstallPlan, planInstall} from './install-plan.ts'
import {type LockEntry, readLock, type StoredRelease} from './lock.ts'
import {runInstall} from './pipeline.ts'
import {chooseRelease, type Found, findPlugin, parseWanted, shortName, spellings, type Wanted} from './resolve.ts'
import {isWhole, storedFacts} from './store.ts'
import type {Workbench} from './workbench.ts'

export interface InstallOptions {
  readonly channel?: string | undefined
  readonly acceptNeeds: boolean
  readonly dryRun: boolean
  /** Ask also where a first installation can only read. */
  readonly ask?: boolean
}

/** How a person agrees: `show` prints the plans, `agree` resolves after a yes and rejects otherwise. */
export interface Consent {
  show(plans: readonly InstallPlan[]): void
  agree(question: string): Promise<void>
}

export interface InstallOutcome {
  readonly name: string
  readonly version: string
  /** The release that was active before. */
  readonly from?: string
  readonly outcome: 'installed' | 'upgraded' | 'rebuilt' | 'repaired' | 'unchanged' | 'planned'
  readonly commands: number
}

/** Installs plugins by name, each as an exact release of the signed index. All are resolved before the first is fetched. */
export async function installPlugins(
  bench: Workbench,
  words: readonly string[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const wanted = words.map(parseWanted)
  return carryOut(bench, await whileBusy(bench, () => decideAll(bench, wanted, options)), options, consent)
}

/** The newest release of each plugin's channel; never a lower one than installed. No names: every installed plugin. */
export async function upgradePlugins(
  bench: Workbench,
  names: readonly string[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const typed = names.map((name) => parseWanted(name))
  const decided = await whileBusy(bench, async () => {
    const {plugins} = readLock(bench.data)
    const all = Object.entries(plugins).filter(([, {active}]) => active !== undefined)
    const wanted =
      typed.length > 0 ? typed.map(({name}) => ({name: installedName(bench, name)})) : all.map(([name]) => ({name}))
    const [free, pinned] = [
      wanted.filter(({name}) => !plugins[name]?.pinned),
      wanted.filter(({name}) => plugins[name]?.pinned),
    ]
    const [first] = pinned
    if (first !== undefined && typed.length > 0)
      throw new OmeError(
        'conflict',
        `plugin "${shortName(first.name)}" is pinned to ${plugins[first.name]?.active?.version}`,
        [`let it go first: ome plugin unpin ${shortName(first.name)}`],
      )
    for (const {name} of pinned) bench.say(`note: ${shortName(name)} is pinned and stays`)
    return decideAll(bench, free, options)
  })
  return carryOut(bench, decided, options, consent)
}

/** The full name of an installed plugin that a person may have typed short; `not-found` when there is none. */
export function installedName(bench: Workbench, typed: string): string {
  const {plugins} = readLock(bench.data)
  const found = spellings(typed).find((name) => plugins[name]?.active !== undefined)
  if (found !== undefined) return found
  throw new OmeError('not-found', `plugin "${typed}" is not installed`, ['see what is: ome plugin list'], {
    object: `plugin/${typed}`,
  })
}

type Decision = InstallPlan | InstallOutcome

async function decideAll(
  bench: Workbench,
  wanted: readonly Wanted[],
  options: InstallOptions,
): Promise<readonly Decision[]> {
  const decided: Decision[] = []
  for (const one of wanted) decided.push(await decide(bench, one, options))
  faultAfter(bench, 1)
  return decided
}

/** Asks before the data folder is held: somebody else may use it while a person reads. */
async function carryOut(
  bench: Workbench,
  decided: readonly Decision[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const plans = decided.filter((one) => 'release' in one)
  if (plans.length > 0) consent.show(plans)
  demandAccepted(plans, options)
  if (options.dryRun) return decided.map((one) => ('release' in one ? {...outcomeOf(one), outcome: 'planned'} : one))

  const asking = options.ask ? plans : plans.filter(({asks}) => asks)
  const names = asking.map(({plugin, release}) => `${shortName(plugin.name)} ${release.version}`)
  if (asking.length > 0) await consent.agree(`Install ${names.join(', ')}?`)
  faultAfter(bench, 2)
  if (plans.length === 0) return decided.filter((one) => 'outcome' in one)

  return whileBusy(bench, async () => {
    const outcomes: InstallOutcome[] = []
    for (const one of decided) outcomes.push('release' in one ? await runAccepted(bench, one) : one)
    return outcomes
  })
}

/** Runs a plan if what it was made for is still so. */
async function runAccepted(bench: Workbench, plan: InstallPlan): Promise<InstallOutcome> {
  const {plugin, release, from} = plan
  const active = readLock(bench.data).plugins[plugin.name]?.active
  if (active?.folder === from?.folder) {
    await runInstall(bench, plan)
    return outcomeOf(plan)
  }
  if (active?.tree === release.artifact.tree) return unchanged(plugin.name, active.version, active.commands.length)
  throw new OmeError(
    'conflict',
    `another ome has changed plugin "${shortName(plugin.name)}" meanwhile`,
    ['run the command again to see the new plan'],
    {
      object: `plugin/${plugin.name}`,
    },
  )
}

async function decide(
  bench: Workbench,
  {name, version}: Wanted,
  {channel}: Pick<InstallOptions, 'channel'>,
): Promise<Decision> {
  const found = await findPlugin(bench, name)
  const installed = readLock(bench.data).plugins[found.plugin.name]
  const active = installed?.active
  const choice = chooseRelease(bench, found, {version, channel, installed})
  const {release} = choice
  const isDamaged = active !== undefined && !isWhole(join(bench.data, active.folder), active.tree)
  if (isDamaged && version === undefined && gt(active.version, release.version))
    return decide(bench, {name, version: active.version}, {channel})
  const stays =
    active !== undefined && (version === undefined ? gte(active.version, release.version) : active.version === version)
  if (stays && !isDamaged && !isRebuilt(found, active, release))
    return unchanged(found.plugin.name, active.version, active.commands.length)
  if (active?.version !== release.version) demandUnpinned(found.plugin.name, installed)
  return planInstall(
    found,
    choice,
    active === undefined ? undefined : {release: active, reach: storedFacts(bench.data, active)},
  )
}

/** A build of the same version with other contents, which only a registry for development may offer. */
const isRebuilt = ({registry}: Found, active: StoredRelease, release: IndexRelease): boolean =>
  registry.root.purpose === 'development' &&
  active.registry === registry.source.id &&
  active.version === release.version &&
  active.tree !== release.artifact.tree

const unchanged = (name: string, version: string, commands: number): InstallOutcome => ({
  name,
  version,
  outcome: 'unchanged',
  commands,
})

const outcomeOf = ({plugin, release, from}: InstallPlan): InstallOutcome => ({
  name: plugin.name,
  version: release.version,
  ...(from === undefined ? {} : {from: from.version}),
  outcome:
    from === undefined
      ? 'installed'
      : from.version !== release.version
        ? 'upgraded'
        : from.tree === release.artifact.tree
          ? 'repaired'
          : 'rebuilt',
  commands: release.commands.length,
})

function demandUnpinned(name: string, entry: LockEntry | undefined): void {
  if (entry?.pinned !== true || entry.active === undefined) return
  throw new OmeError('conflict', `plugin "${shortName(name)}" is pinned to ${entry.active.version}`, [
    `let it go first: ome plugin unpin ${shortName(name)}`,
  ])
}

function demandAccepted(plans: readonly InstallPlan[], {acceptNeeds, dryRun}: InstallOptions): void {
  const wider = plans.find(({widens}) => widens)
  if (wider === undefined || acceptNeeds || dryRun) return
  const name = shortName(wider.plugin.name)
  throw new OmeError(
    'denied',
    `${name} ${wider.release.version} may do more than ${wider.from?.version ?? 'before'}; nothing was changed`,
    [`if that is wanted: ome plugin upgrade ${name} --accept-needs`],
  )
}
