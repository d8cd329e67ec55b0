import {createHash, randomBytes} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {diskTrouble} from '@ome/sdk/disk/disk-trouble'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {bundleFile, describingFiles, inspectArtifact, markedFile} from '../artifact/contract.ts'
import {readTree, treeHash, treeListing} from '../artifact/tree.ts'
import {HostileArchive, unpack} from '../artifact/unpack.ts'
import {canonicalText} from '../registry/canonical.ts'
import {pluginFolder} from '../registry/plugin-index.ts'
import {caps} from '../registry/signed-files.ts'
import {writeDerived} from './derived-files.ts'
import {faultAfter} from './fault.ts'
import {acceptedDigest, type InstallPlan} from './install-plan.ts'
import {integrityOf} from './integrity.ts'
import {type LockEntry, promoted, readLock, type StoredRelease, withEntry, withoutNext, writeLock} from './lock.ts'
import {shortName} from './names.ts'
import {smokeLoad} from './smoke.ts'
import {folderReader, markFile, placeTree, releaseFolder} from './store.ts'
import {sweepStaging} from './sweep.ts'
import {stamp, transportFor, type Workbench} from './workbench.ts'

/** One accepted installation on its way. Steps 1 and 2 have made the plan. */
export interface Job {
  readonly bench: Workbench
  readonly plan: InstallPlan
  /** Absolute, of this job alone. */
  readonly staging: string
  /** Relative to the data folder. */
  readonly folder: string
}

export interface Step {
  readonly number: number
  readonly does: string
  readonly run: (job: Job) => Promise<void> | void
}

/** The two steps that make a plan; those of the pipeline carry it out. */
export const planning: readonly Pick<Step, 'number' | 'does'>[] = [
  {number: 1, does: 'resolve'},
  {number: 2, does: 'agree'},
]

/** The step that makes a release the active one. What comes before is undone by a failure, what comes after is finished. */
export const switching = 10

/** Each step is a pure check or one effect; a process killed after any of them leaves the old release working. */
export const steps: readonly Step[] = [
  {number: 3, does: 'download', run: download},
  {number: 4, does: 'compare the digest', run: checkDigest},
  {number: 5, does: 'unpack', run: unpackArchive},
  {number: 6, does: 'compare with the index', run: checkContents},
  {
    number: 7,
    does: 'move into the store',
    run: ({bench, plan, staging, folder}) =>
      placeTree(bench, join(staging, 'package'), folder, plan.release.artifact.tree),
  },
  {number: 8, does: 'note in the lock', run: noteNext},
  {number: 9, does: 'load', run: load},
  {number: switching, does: 'switch', run: switchOver},
  {number: 11, does: 'derive files', run: ({bench}) => writeDerived(bench.data, bench.disk)},
]

/** Runs the steps for one plan. On a failure nothing but the old state is left. */
export async function runInstall(bench: Workbench, plan: InstallPlan, list = steps): Promise<void> {
  const {registry, plugin, release} = plan
  const job: Job = {
    bench,
    plan,
    staging: join(bench.data, 'staging', randomBytes(8).toString('hex')),
    folder: releaseFolder(registry.source.id, pluginFolder(plugin.name), release.version, release.artifact.tree),
  }
  try {
    for (const {number, run} of list) {
      if (number <= switching) bench.signal.throwIfAborted()
      await run(job)
      faultAfter(bench, number)
    }
  } catch (error) {
    dropNext(bench, plugin.name)
    throw explained(error, plan, bench.data)
  } finally {
    sweepStaging(bench.data)
  }
}

async function download({bench, plan, staging}: Job): Promise<void> {
  const {registry, plugin, release} = plan
  const path = `artifacts/${pluginFolder(plugin.name)}/${release.version}.tgz`
  const {size} = release.artifact
  const bytes = await bench.during(
    `downloading ${shortName(plugin.name)} ${release.version} (${Math.ceil(size / 1024)} KiB)`,
    transportFor(bench, registry.source).read(path, Math.min(caps.artifact, size)),
  )
  if (bytes === undefined)
    throw new OmeError('unreachable', `registry "${registry.source.id}": ${path} is not there`, [
      'see its address: ome registry list',
    ])
  makeFolder(staging)
  await bench.disk.write(join(staging, 'a.tgz'), bytes, 0o600)
}

function checkDigest({plan, staging}: Job): void {
  const bytes = readFileSync(join(staging, 'a.tgz'))
  const {size, sha512} = plan.release.artifact
  if (bytes.length === size && createHash('sha512').update(bytes).digest('hex') === sha512) return
  throw untrusted(plan, 'what was downloaded is not the archive that the signed index names')
}

async function unpackArchive({bench, plan, staging}: Job): Promise<void> {
  try {
    await unpack(join(staging, 'a.tgz'), join(staging, 'package'), bench.disk)
  } catch (error) {
    throw error instanceof HostileArchive ? untrusted(plan, `its archive is refused: ${error.message}`, error) : error
  }
}

function checkContents({plan, staging}: Job): void {
  const folder = join(staging, 'package')
  const {plugin, release} = plan
  if (treeHash(treeListing(readTree(folder))) !== release.artifact.tree)
    throw untrusted(plan, 'its files are not the ones the signed index names')
  const facts = inspected(plan, folder)
  const said = {
    name: plugin.name,
    kind: plugin.kind,
    version: release.version,
    hostApi: release.hostApi,
    network: release.network,
    manifest: release.manifest,
  }
  for (const [key, value] of Object.entries(said))
    if (canonicalText(Reflect.get(facts, key)) !== canonicalText(value))
      throw untrusted(plan, `its ${key} is not what the signed index says`)
  if (canonicalText(facts.commands) !== canonicalText(release.commands))
    throw untrusted(plan, 'its commands are not the ones the signed index lists')
  if (canonicalText(facts.needs) !== canonicalText(release.needs))
    throw untrusted(plan, 'its rights are not the ones the signed index lists')
  if (canonicalText(facts.personalities ?? []) !== canonicalText(release.personalities ?? []))
    throw untrusted(plan, 'its personalities are not the ones the signed index lists')
}

function inspected(plan: InstallPlan, folder: string) {
  try {
    return inspectArtifact(folderReader(folder), readTree(folder))
  } catch (cause) {
    throw untrusted(
      plan,
      `it breaks the plugin contract: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    )
  }
}

function noteNext({bench, plan, folder}: Job): void {
  const lock = readLock(bench.data)
  const {registry, plugin, release, channel} = plan
  const root = join(bench.data, folder)
  const next: StoredRelease = {
    registry: registry.source.id,
    serial: registry.index.serial,
    version: release.version,
    integrity: integrityOf(release.artifact.sha512),
    tree: release.artifact.tree,
    folder,
    commands: release.commands.map(({id}) => id),
    needs: acceptedDigest(release),
    bundle: markFile(root, markedFile(plugin.kind)),
    described: describingFiles(plugin.kind).map((file) => markFile(root, file)),
    installedAt: stamp(bench.now()),
    publisher: plugin.publisher,
  }
  const entry: LockEntry = lock.plugins[plugin.name] ?? {channel, pinned: false, enabled: true, previous: []}
  writeLock(bench.data, withEntry(lock, plugin.name, {...entry, channel, next}), bench.disk)
}

async function load({bench, plan, folder}: Job): Promise<void> {
  const {plugin, release} = plan
  if (plugin.kind === 'npm')
    await smokeLoad(`${shortName(plugin.name)} ${release.version}`, join(bench.data, folder, bundleFile), bench.signal)
  const {personalities} = release
  const ids = release.commands.map(({id}) => id)
  const brought = {ids, topics: plugin.topics, ...(personalities ? {personalities} : {})}
  for (const line of bench.doubledCommands(plugin.name, brought)) bench.say(line)
}

function switchOver({bench, plan}: Job): void {
  const lock = readLock(bench.data)
  const entry = lock.plugins[plan.plugin.name]
  if (entry === undefined) throw new OmeError('bug', `the lock lost its entry of ${plan.plugin.name}`)
  writeLock(bench.data, withEntry(lock, plan.plugin.name, promoted(entry)), bench.disk)
}

function dropNext(bench: Workbench, name: string): void {
  const lock = readLock(bench.data)
  if (lock.plugins[name]?.next !== undefined) writeLock(bench.data, withoutNext(lock, name), bench.disk)
}

const untrusted = ({plugin, release}: InstallPlan, message: string, cause?: unknown): OmeError =>
  new OmeError(
    'denied',
    `${shortName(plugin.name)} ${release.version}: ${message}`,
    ['nothing was changed; tell the owner of the registry'],
    {
      object: `plugin/${plugin.name}`,
      cause,
    },
  )

function explained(error: unknown, {plugin, release}: InstallPlan, data: string): unknown {
  return diskTrouble(error, data, `for ${shortName(plugin.name)} ${release.version}`) ?? error
}
