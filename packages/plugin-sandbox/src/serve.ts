import {chmod, readFile} from 'node:fs/promises'
import {type Cluster, type ClusterOptions, startCluster} from '@ome/sandbox/cluster'
import {listScenarios, ScenarioError, scenarioWorkingFiles} from '@ome/sandbox/scenario'
import {dump} from 'js-yaml'
import type {SandboxRecord} from './domain/sandbox.ts'
import {keepRunning, type ServeMessage, type ServeOrder} from './process/messages.ts'
import {processStart} from './process/process-id.ts'
import {clearFolder, isMissing, writePrivate} from './process/sandbox-folder.ts'

/**
 * The background process: `serve.ts ORDER` serves until it is told to end; `--scenarios` prints the scenarios and `--files NAME` the
 * working files of one.
 */
const [word = '', name = ''] = process.argv.slice(2)
if (word === '--scenarios') process.stdout.write(JSON.stringify(listScenarios()))
else if (word === '--files') process.stdout.write(JSON.stringify(scenarioWorkingFiles(name)))
else serve(JSON.parse(word)).catch(refuse)

async function serve(order: ServeOrder): Promise<void> {
  // A starter that goes away before it said so takes its sandbox with it.
  const orphaned = (): never => process.exit(1)
  process.on('disconnect', orphaned)
  const cluster = await startCluster({
    scenario: order.scenario,
    port: order.port,
    speed: order.speed,
    seed: order.seed,
    ...(await kept(order)),
    progress: (step) => say({type: 'progress', step}),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  endWith(cluster, order)
  await writePrivate(order.folder.certificates, JSON.stringify(cluster.certificates))
  await writePrivate(order.folder.ports, JSON.stringify(portsOf(cluster)))
  await writePrivate(order.folder.kubeconfig, dump(cluster.kubeconfig, {lineWidth: -1}))
  await chmod(order.folder.kubeconfig, 0o600)
  const record = await recordOf(cluster, order)
  await writePrivate(order.folder.record, JSON.stringify(record, undefined, 2))
  process.on('message', (message) => {
    if (message !== keepRunning) return
    process.off('disconnect', orphaned)
    if (process.connected) process.disconnect()
  })
  say({type: 'ready', record})
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

async function recordOf(cluster: Cluster, order: ServeOrder): Promise<SandboxRecord> {
  return {
    pid: process.pid,
    processStart: (await processStart(process.pid)) ?? '',
    url: cluster.url,
    scenario: order.scenario,
    speed: order.speed,
    seed: order.seed,
    startedAt: Date.now(),
    kubeconfig: order.folder.kubeconfig,
    log: order.folder.log,
    env: {KUBECONFIG: order.folder.kubeconfig, ...cluster.env},
  }
}

function endWith(cluster: Cluster, order: ServeOrder): void {
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
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
  const reason = error instanceof ScenarioError ? 'scenario' : code === 'EADDRINUSE' ? 'port' : 'other'
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  say({type: 'refused', reason, message: error instanceof Error ? error.message : String(error)}, () => process.exit(1))
}

function say(message: ServeMessage, then?: () => void): void {
  if (process.send) process.send(message, undefined, undefined, () => then?.())
  else then?.()
}
