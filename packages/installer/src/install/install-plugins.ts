import {OmeError} from '@ome/sdk/errors'
import {whileBusy} from './busy.ts'
import {type DecideOptions, type Decision, decide, type InstallOutcome, outcomeOf, unchanged} from './decide-install.ts'
import {faultAfter} from './fault.ts'
import type {InstallPlan} from './install-plan.ts'
import {readLock} from './lock.ts'
import {shortName, spellings} from './names.ts'
import {nearHint} from './near-plugin.ts'
import {runInstall} from './pipeline.ts'
import {refreshDue} from './registries.ts'
import {parseWanted, type Wanted} from './resolve.ts'
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
  /** As `agree`, for a release that may do more than the one before. Absent where nobody can be asked. */
  readonly agreeToMore?: ((question: string) => Promise<void>) | undefined
}

/** Installs plugins by name, each as an exact release of the signed index. All are resolved before the first is fetched. */
export async function installPlugins(
  bench: Workbench,
  words: readonly string[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const wanted = words.map(parseWanted)
  demandOnce(wanted)
  await refreshDue(
    bench,
    wanted.map(({name}) => name),
  )
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
  await refreshDue(bench, typed.length > 0 ? names : Object.keys(readLock(bench.data).plugins))
  const decided = await whileBusy(bench, () =>
    typed.length > 0 ? decideAll(bench, unpinned(bench, typed), options) : decideEvery(bench, options),
  )
  return typed.length > 0 ? carryOut(bench, decided, options, consent) : upgradeEvery(bench, decided, options, consent)
}

/** What may do more, and nobody is there to be asked, does not hold up the others. */
async function upgradeEvery(
  bench: Workbench,
  decided: readonly Decision[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const agreed = options.acceptNeeds || options.dryRun || consent.agreeToMore !== undefined
  const wider = agreed ? [] : decided.filter((one) => 'release' in one).filter(({widens}) => widens)
  if (wider.length > 0) consent.show(wider)
  const others = decided.filter((one) => !('release' in one && wider.includes(one)))
  const kept = wider.flatMap(({plugin, release, from}) =>
    from === undefined ? [] : [{...unchanged(plugin.name, from), leftOut: release.version}],
  )
  return [...(await carryOut(bench, others, options, consent)), ...kept]
}

/** Throws `denied` when a release was left out because it may do more than the active one. */
export function demandNoneLeftOut(outcomes: readonly InstallOutcome[]): void {
  const kept = outcomes.filter(({leftOut}) => leftOut !== undefined)
  if (kept.length === 0) return
  const what = kept.map(({name, version, leftOut}) => `${shortName(name)} ${leftOut} may do more than ${version}`)
  throw new OmeError(
    'denied',
    `${what.join(', ')}: left as ${kept.length === 1 ? 'it is' : 'they are'}`,
    kept.map(({name}) => accepting(shortName(name))),
  )
}

const accepting = (name: string): string => `if that is wanted: ome plugin upgrade ${name} --accept-needs`

/** The full name of an installed plugin that a person may have typed short; `not-found` when there is none. */
export function installedName(bench: Workbench, typed: string): string {
  const {plugins} = readLock(bench.data)
  const found = spellings(typed).find((name) => plugins[name]?.active !== undefined)
  if (found !== undefined) return found
  const own = bench.repositoryPlugins?.() ?? []
  const ours = spellings(typed).find((name) => own.includes(name))
  if (ours !== undefined) throw notOfRegistry(ours)
  const installed = Object.keys(plugins).filter((name) => plugins[name]?.active !== undefined)
  throw new OmeError(
    'not-found',
    `plugin "${typed}" is not installed`,
    [...nearHint(typed, [...installed, ...own]), 'see what is: ome plugin list'],
    {object: `plugin/${typed}`},
  )
}

const notOfRegistry = (name: string): OmeError =>
  new OmeError(
    'not-found',
    `plugin "${shortName(name)}" comes with this repository; nothing is installed of it`,
    [
      `switch it off or on with plugins: [{name: ${shortName(name)}, enabled: false}] in config.yaml: ome config edit`,
      'its release is that of the repository; build it again: npm run build',
    ],
    {object: `plugin/${name}`},
  )

function unpinned(bench: Workbench, typed: readonly Wanted[]): readonly Wanted[] {
  const {plugins} = readLock(bench.data)
  const names = typed.map(({name}) => installedName(bench, name))
  const pinned = names.find((name) => plugins[name]?.pinned)
  if (pinned === undefined) return names.map((name) => ({name}))
  throw new OmeError('conflict', `plugin "${shortName(pinned)}" is pinned to ${plugins[pinned]?.active?.version}`, [
    `let it go first: ome plugin unpin ${shortName(pinned)}`,
  ])
}

/** Every installed plugin. One that cannot be upgraded is named and does not hold up the others. */
async function decideEvery(bench: Workbench, options: DecideOptions): Promise<readonly Decision[]> {
  const decided: Decision[] = []
  for (const [name, {active, pinned}] of Object.entries(readLock(bench.data).plugins)) {
    if (active === undefined) continue
    if (pinned) bench.say(`note: ${shortName(name)} is pinned and stays`)
    else decided.push(...(await orKept(bench, name, () => decide(bench, {name}, options))))
  }
  faultAfter(bench, 1)
  return decided
}

async function orKept(bench: Workbench, name: string, work: () => Promise<Decision>): Promise<readonly Decision[]> {
  try {
    return [await work()]
  } catch (error) {
    if (!(error instanceof OmeError) || (error.kind !== 'denied' && error.kind !== 'not-found')) throw error
    bench.say(`warning: ${shortName(name)} stays as it is: ${error.message}`)
    for (const hint of error.hints) bench.say(`hint: ${hint}`)
    return []
  }
}

export async function decideAll(
  bench: Workbench,
  wanted: readonly Wanted[],
  options: DecideOptions,
): Promise<readonly Decision[]> {
  const decided: Decision[] = []
  const meant: Wanted[] = []
  for (const wish of wanted) {
    const one = await decide(bench, wish, options)
    const name = 'release' in one ? one.plugin.name : one.name
    if (!meant.some((earlier) => earlier.name === name)) decided.push(one)
    meant.push({...wish, name})
    demandOnce(meant)
  }
  faultAfter(bench, 1)
  return decided
}

/** A plugin has one active release, so it cannot be wanted as two. */
function demandOnce(wanted: readonly Wanted[]): void {
  for (const {name, version} of wanted) {
    const other = wanted.find((one) => one.name === name && one.version !== version)
    if (other !== undefined)
      throw new OmeError(
        'usage',
        `plugin "${shortName(name)}" is named twice: ${spoken(version)} and ${spoken(other.version)}`,
        ['name it once, with the version to have'],
      )
  }
}

const spoken = (version: string | undefined): string => version ?? 'without a version'

/** Asks before the data folder is held: somebody else may use it while a person reads. */
export async function carryOut(
  bench: Workbench,
  decided: readonly Decision[],
  options: InstallOptions,
  consent: Consent,
): Promise<readonly InstallOutcome[]> {
  const plans = decided.filter((one) => 'release' in one)
  if (plans.length > 0) consent.show(plans)
  if (!options.acceptNeeds && !options.dryRun) await acceptMore(plans, consent)
  if (options.dryRun) return decided.map((one) => ('release' in one ? {...outcomeOf(one), outcome: 'planned'} : one))

  const asking = options.ask ? plans : plans.filter(({asks}) => asks)
  const names = asking.map(({plugin, release}) => `${shortName(plugin.name)} ${release.version}`)
  if (asking.length > 0) await consent.agree(`Install ${names.join(', ')}?`)
  faultAfter(bench, 2)
  if (plans.length === 0) return decided.filter((one) => 'outcome' in one)

  return whileBusy(bench, async () => {
    const outcomes: InstallOutcome[] = []
    for (const one of decided) outcomes.push('release' in one ? await runAccepted(bench, one) : one)
    const {links} = readLock(bench.data)
    for (const {name} of outcomes)
      if (links[name] !== undefined)
        bench.say(`note: ${shortName(name)} runs from ${links[name].path} until: ome plugin unlink ${shortName(name)}`)
    return outcomes
  })
}

/** What may do more than before is accepted by name: on a terminal by an answer, elsewhere by a flag of its own. */
async function acceptMore(plans: readonly InstallPlan[], {agreeToMore}: Consent): Promise<void> {
  for (const {plugin, release, from} of plans.filter(({widens}) => widens)) {
    const name = shortName(plugin.name)
    const what = `${name} ${release.version} may do more than ${from?.version ?? 'before'}`
    if (agreeToMore === undefined) throw new OmeError('denied', `${what}; nothing was changed`, [accepting(name)])
    await agreeToMore(`${what}. Accept that?`)
  }
}

/** Runs a plan if what it was made for is still so. */
async function runAccepted(bench: Workbench, plan: InstallPlan): Promise<InstallOutcome> {
  const {plugin, release, from} = plan
  const active = readLock(bench.data).plugins[plugin.name]?.active
  if (active?.folder === from?.folder) {
    await runInstall(bench, plan)
    return outcomeOf(plan)
  }
  if (active?.tree === release.artifact.tree) return unchanged(plugin.name, active)
  throw new OmeError(
    'conflict',
    `another ome has changed plugin "${shortName(plugin.name)}" meanwhile`,
    ['run the command again to see the new plan'],
    {object: `plugin/${plugin.name}`},
  )
}
