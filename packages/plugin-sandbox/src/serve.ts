import {chmod, readFile} from 'node:fs/promises'
import {capabilities} from '@ome/sandbox/capabilities'
import {type Cluster, type ClusterOptions, startCluster} from '@ome/sandbox/cluster'
import {type Journal, openJournal, readJournal} from '@ome/sandbox/journal'
import {listScenarios, ScenarioError, scenarioWorkingFiles} from '@ome/sandbox/scenario'
import {parseSnapshot, SnapshotError} from '@ome/sandbox/snapshot'
import {dump} from 'js-yaml'
import type {SandboxRecord} from './domain/sandbox.ts'
import {keepRunning, type ServeMessage, type ServeOrder} from './process/messages.ts'
import {processStart} from './process/process-id.ts'
import {clearFolder, isMissing, writePrivate} from './process/sandbox-folder.ts'

/**
 * The background process: `serve.ts ORDER` serves until it is told to end; `--scenarios` prints the scenarios, `--capabilities` what
 * works, and `--files NAME` the working files of one.
 */
const [word = '', name = ''] = process.argv.slice(2)
if (word === '--scenarios') process.stdout.write(JSON.stringify(listScenarios()))
else if (word === '--capabilities') process.stdout.write(JSON.stringify(capabilities))
else if (word === '--files') process.stdout.write(JSON.stringify(scenarioWorkingFiles(name)))
else serve(JSON.parse(word)).catch(refuse)

async function serve(order: ServeOrder): Promise<void> {
  // A starter that goes away before it said so takes its sandbox with it.
  const orphaned = (): never => process.exit(1)
  process.on('disconnect', orphaned)
  const from = await beginning(order)
  const cluster = await startCluster({
    scenario: from.scenario,
    port: order.port,
    speed: order.speed,
    seed: from.seed,
    ...(from.snapshot && {snapshot: from.snapshot}),
    ...(await kept(order)),
    progress: (step) => say({type: 'progress', step}),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  const journal = order.journal ? follow(cluster, order, from.seed) : undefined
  endWith(cluster, journal, order)
  await writePrivate(order.folder.certificates, JSON.stringify(cluster.certificates))
  await writePrivate(order.folder.ports, JSON.stringify(portsOf(cluster)))
  await writePrivate(order.folder.kubeconfig, dump(cluster.kubeconfig, {lineWidth: -1}))
  await writePrivate(order.folder.control, dump(cluster.adminKubeconfig, {lineWidth: -1}))
  await chmod(order.folder.kubeconfig, 0o600)
  const record = recordOf(cluster, order, from, (await processStart(process.pid)) ?? '')
  await writePrivate(order.folder.record, JSON.stringify(record, undefined, 2))
  process.on('message', (message) => {
    if (message !== keepRunning) return
    process.off('disconnect', orphaned)
    if (process.connected) process.disconnect()
  })
  say({type: 'ready', record})
}

interface Beginning {
  readonly scenario: string
  readonly seed: number
  readonly snapshot?: ClusterOptions['snapshot']
}

/** Where the sandbox begins: a snapshot, what the journal of an earlier run holds, or the scenario itself. */
async function beginning({snapshot, journal, folder, scenario, seed, anyScenario}: ServeOrder): Promise<Beginning> {
  const found =
    snapshot === undefined
      ? reading(folder.journal, journal ? readJournal : () => undefined)
      : await readSnapshot(snapshot)
  if (!found) return {scenario, seed}
  if (snapshot === undefined && !anyScenario && (found.scenario !== scenario || found.seed !== seed)) {
    throw new SnapshotError(
      `the journal ${folder.journal} keeps scenario ${found.scenario} with seed ${found.seed}, not ${scenario} with seed ${seed}`,
    )
  }
  return {scenario: found.scenario, seed: found.seed, snapshot: found}
}

async function readSnapshot(path: string) {
  const text = await readFile(path, 'utf8')
  return reading(path, () => parseSnapshot(text))
}

/** What is wrong with a file, with its name. */
function reading<Value>(path: string, read: (path: string) => Value): Value {
  try {
    return read(path)
  } catch (error) {
    if (error instanceof SnapshotError) throw new SnapshotError(`${path}: ${error.message}`)
    throw error
  }
}

function follow(cluster: Cluster, {folder}: ServeOrder, seed: number): Journal {
  const further = Object.entries(cluster.clusters).map(([name, {server}]) => [name, server.core.operations.store])
  const stores = {'': cluster.server.core.operations.store, ...Object.fromEntries(further)}
  return openJournal(folder.journal, {scenario: cluster.scenario.name, seed}, stores, (error) => {
    process.stderr.write(`the journal can no longer be written: ${error instanceof Error ? error.message : error}\n`)
  })
}

async function kept({folder}: ServeOrder): Promise<Pick<ClusterOptions, 'certificates' | 'usualPorts'>> {
  const [certificates, usualPorts] = await Promise.all([readKept(folder.certificates), readKept(folder.ports)])
  return {...(certificates && {certificates}), ...(usualPorts && {usualPorts})}
}

const portOf = (url: string): number => Number(new URL(url).port)
const portsOf = ({endpoints}: Cluster): NonNullable<ClusterOptions['usualPorts']> =>
  Object.fromEntries(Object.entries(endpoints).map(([name, url]) => [name, portOf(url)]))

/** What the last run wrote; undefined when there is nothing or it is damaged. */
async function readKept(path: string) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

const recordOf = (cluster: Cluster, order: ServeOrder, from: Beginning, began: string): SandboxRecord => ({
  pid: process.pid,
  processStart: began,
  url: cluster.url,
  scenario: from.scenario,
  speed: order.speed,
  seed: from.seed,
  startedAt: Date.now(),
  kubeconfig: order.folder.kubeconfig,
  control: order.folder.control,
  ...(order.journal && {journal: order.folder.journal}),
  log: order.folder.log,
  env: {KUBECONFIG: order.folder.kubeconfig, ...cluster.env},
})

function endWith(cluster: Cluster, journal: Journal | undefined, order: ServeOrder): void {
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    journal?.close()
    Promise.all([cluster.stop(), clearFolder(order.folder)]).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function refuse(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reason =
    error instanceof ScenarioError
      ? 'scenario'
      : error instanceof SnapshotError
        ? 'snapshot'
        : code === 'EADDRINUSE'
          ? 'port'
          : 'other'
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  say({type: 'refused', reason, message: error instanceof Error ? error.message : String(error)}, () => process.exit(1))
}

function say(message: ServeMessage, then?: () => void): void {
  if (process.send) process.send(message, undefined, undefined, () => then?.())
  else then?.()
}
